import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './processes.ts';
import { type Figure, table } from './report.ts';
import { type Options, scenarios } from './scenarios.ts';

/**
 * `npm run bench [-- --only messages,start] [--seconds 10] [--durability relaxed] …`: starts what it needs on loopback,
 * measures, prints a table, writes JSON to `bench-results/`, ends by itself.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(scenarios).join(',') },
    seconds: { type: 'string', default: '10' },
    pairs: { type: 'string', default: '100' },
    window: { type: 'string', default: '16' },
    paced: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '10000' },
    replay: { type: 'string', default: '500000' },
    search: { type: 'string', default: '1000000' },
    durability: { type: 'string', default: 'fsync' },
    profile: { type: 'string' },
  },
});

const options: Options = {
  seconds: Number(values.seconds),
  pairs: Number(values.pairs),
  window: Number(values.window),
  pacedPerSecond: Number(values.paced),
  connections: Number(values.connections),
  replayMessages: Number(values.replay),
  searchMessages: Number(values.search),
  durability: values.durability === 'relaxed' ? 'relaxed' : 'fsync',
  nodeArgs: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
};

mkdirSync(dataFolder, { recursive: true });
const about = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB`,
  node: process.version,
  durability: options.durability,
  fsyncMs: fsyncMs(),
  loadBefore: loadavg()[0],
};
mkdirSync(join(import.meta.dirname, '../../bench-results'), { recursive: true });
const figures: Figure[] = [];
for (const name of values.only.split(',')) {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}: there are ${Object.keys(scenarios).join(', ')}`);
  console.error(`bench: ${name}`);
  figures.push(...(await scenario(options)));
}
console.log(table(figures));
console.log(
  Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join('  '),
);
const results = join(
  import.meta.dirname,
  '../../bench-results',
  `${about.at.replace(/[:.]/g, '-')}-${about.commit}.json`,
);
writeFileSync(results, `${JSON.stringify({ ...about, options, figures }, undefined, 2)}\n`);
rmSync(dataFolder, { recursive: true, force: true });

/** What one write and fsync of 4 KB costs on this disk, milliseconds. */
function fsyncMs(): number {
  const path = join(dataFolder, 'fsync');
  const file = openSync(path, 'w');
  const startedAt = performance.now();
  for (let n = 0; n < 100; n++) {
    writeSync(file, Buffer.alloc(4096), 0, 4096, 0);
    fsyncSync(file);
  }
  closeSync(file);
  return Math.round((performance.now() - startedAt) * 10) / 1000;
}
