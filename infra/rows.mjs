// `npm run rows`: which numbered rows of the product catalog the last test run proves. A test proves row 412 when its
// title (or the title of a block around it) holds `#412` and every test that names the row has passed.
// An argument names another folder with TAP results.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResults } from './tap-results.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../.tap/test-results', import.meta.url));
const results = readResults(folder);

const rows = new Map();
for (const test of results) {
  for (const [, number] of test.title.matchAll(/#(\d{1,4})\b/g)) {
    rows.set(Number(number), [...(rows.get(Number(number)) ?? []), test]);
  }
}

const unproven = [];
const proven = [];
for (const [row, tests] of [...rows].sort(([a], [b]) => a - b)) {
  const open = tests.filter(({ outcome }) => outcome !== 'passed');
  (open.length === 0 ? proven : unproven).push(row);
  const mark = open.length === 0 ? 'proven' : open.some(({ outcome }) => outcome === 'failed') ? 'FAILED' : 'skipped';
  for (const { file, title } of open.length === 0 ? tests : open) {
    console.log(`${`#${row}`.padStart(5)}  ${mark.padEnd(7)}  ${file.split('\\').join('/')}: ${title}`);
  }
}

if (results.length === 0) console.error(`no test results in ${join(folder)}: run \`npm test\` first`);
if (unproven.length > 0) console.log(`not proven: ${unproven.map((row) => `#${row}`).join(' ')}`);
console.log(
  `rows proven: ${proven.length}${proven.length > 0 ? ` (${proven.map((row) => `#${row}`).join(' ')})` : ''}`,
);
process.exitCode = results.length === 0 ? 1 : 0;
