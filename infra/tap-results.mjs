// Reads the TAP files that a test run leaves in .tap/test-results: which tests passed, which failed.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const subtest = /^ *# Subtest(?:: (.*))?$/;
const point = /^( *)(not )?ok\b(?: \d+)?(?: - )?(.*)$/;
const directive = /(?:^|[^\\])# (skip|todo)\b/i;

/**
 * Every test of a finished run: `{ file, title, outcome, why }`. A test is a block that holds assertions itself; `title`
 * joins the titles of nested blocks. `outcome` is `passed`, `failed` or `skipped`; a test that asserts nothing has
 * failed, and so has a file that fails, or ends early, outside of any test.
 */
export function readResults(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.tap'));
  return files
    .sort()
    .flatMap((name) => testsOf(readFileSync(join(folder, name), 'utf8'), name.slice(0, -'.tap'.length)));
}

function testsOf(text, file) {
  const tests = [];
  /** Blocks that are open, the outermost first: block n holds test points indented by 4n spaces. */
  const open = [newBlock([])];
  const add = (titles, outcome, why = '') => tests.push({ file, title: titles.join(' › '), outcome, why });

  for (const line of linesOf(text)) {
    const begins = subtest.exec(line);
    if (begins) {
      open.push(newBlock([...open.at(-1).titles, titleOf(begins[1] ?? '')]));
      continue;
    }
    const [, indent, not, rest] = point.exec(line) ?? [];
    if (indent === undefined) continue;
    const skipped = directive.test(rest);
    const failed = not !== undefined && !skipped;

    const closes = open.length === indent.length / 4 + 2;
    const block = closes ? open.pop() : open.at(-1);
    if (closes) {
      const parent = open.at(-1);
      parent.nested += 1;
      // What fails a block without failing anything inside it is the block's own failure.
      if (failed && block.failures === 0) add(block.titles, 'failed', titleOf(rest));
      else if (block.points > 0) add(block.titles, block.ownFailures > 0 ? 'failed' : 'passed');
      else if (block.nested === 0) add(block.titles, 'failed', 'asserts nothing');
      if (failed) parent.failures += 1;
    } else if (skipped) {
      block.nested += 1;
      add([...block.titles, titleOf(rest)], 'skipped');
    } else {
      block.points += 1;
      if (failed) block.ownFailures += 1;
      if (failed) block.failures += 1;
    }
  }

  const outermost = open[0];
  if (open.length > 1) add(open.at(-1).titles, 'failed', 'ended early');
  else if (outermost.points > 0) add([], outermost.ownFailures > 0 ? 'failed' : 'passed');
  else if (outermost.nested === 0) add([], 'failed', 'no tests');
  return tests;
}

function newBlock(titles) {
  return { titles, points: 0, ownFailures: 0, failures: 0, nested: 0 };
}

/** The lines outside of YAML diagnostics, which may hold anything. */
function* linesOf(text) {
  let end = '';
  for (const line of text.split('\n')) {
    if (end === '' && /^ *---$/.test(line)) end = line.replace('---', '...');
    else if (end === '') yield line;
    else if (line === end) end = '';
  }
}

function titleOf(text) {
  return text
    .replace(/ # time=.*$/, '')
    .replace(/\\([#\\])/g, '$1')
    .trim();
}
