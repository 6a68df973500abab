import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import t from 'tap';
import { importsOf, type Room, rooms, root, type Source, sources, withoutComments } from './sources.ts';

/** Who may import whom (architecture.md §1). Every room may import itself. */
const allowed: Readonly<Record<Room, readonly Room[]>> = {
  events: [],
  actors: ['events'],
  projections: ['events'],
  gateway: ['actors', 'events', 'projections'],
  infra: ['actors', 'events', 'projections', 'gateway'],
  test: ['actors', 'events', 'projections', 'gateway', 'infra'],
};

/** Time and chance are handed in, so that every decision and every fold can be repeated (style.md, Code). */
const injected = /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\bperformance\.now\b|\brandom(?:UUID|Bytes|Int)\b/g;
const pureRooms: readonly Room[] = ['actors', 'events', 'projections'];

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const all = sources();

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

/** Files and what is wrong with them, as a list that reads well when it is not empty. */
function offences(wrong: (source: Source, specifier: string | undefined) => string | undefined): readonly string[] {
  return all.flatMap((source) =>
    importsOf(source.code).flatMap((specifier) => {
      const problem = wrong(source, specifier);
      return problem === undefined ? [] : [`${source.path}: ${problem}`];
    }),
  );
}

t.test('the reader of imports sees every form', async (t) => {
  const code = `
    import a from './a.ts';
    import { b, type B } from "./b.ts"; import * as c from './c.ts';
    import type { D } from './d.ts';
    import './e.ts';
    export * from './f.ts';
    export type { G } from './g.ts';
    const h = await import('./h.ts');
    type I = import('./i.ts').I;
    const j = require('./j.ts');
    // import k from './k.ts';
    /* import l from './l.ts'; */
    const url = 'http://host/'; import m from './m.ts';
    await import(computed);
    object.import('./n.ts');
    export const from = 'o';
    import {
      p,
      q as r,
    } from './p.ts';`;
  const found = importsOf(withoutComments(code));
  const expected = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'm', 'p'].map((name) => `./${name}.ts`);
  t.same(found.filter((name) => name !== undefined).sort(), expected);
  t.equal(found.filter((name) => name === undefined).length, 1);
});

t.test('there is something to look at in every room', async (t) => {
  for (const room of rooms)
    t.ok(
      all.some((source) => source.room === room),
      room,
    );
});

t.test('rooms import only what the house allows', async (t) => {
  const wrong = offences(({ room, path }, specifier) => {
    if (specifier === undefined || !specifier.startsWith('.')) return undefined;
    const target = posix.join(posix.dirname(path), specifier);
    const targetRoom = rooms.find((name) => target.startsWith(`${name}/`));
    if (targetRoom === undefined)
      return target === 'package.json' ? undefined : `imports ${target}, outside of every room`;
    return targetRoom === room || allowed[room].includes(targetRoom) ? undefined : `imports ${target}`;
  });
  t.same(wrong, []);
});

t.test('what is imported has its name in the source', async (t) => {
  const wrong = offences(({ room }, specifier) =>
    specifier === undefined && room !== 'infra' && room !== 'test' ? 'imports a computed name' : undefined,
  );
  t.same(wrong, []);
});

t.test('packages are those of package.json, and only tests use development packages', async (t) => {
  const runtime = Object.keys(manifest.dependencies);
  const development = Object.keys(manifest.devDependencies);
  const wrong = offences(({ room }, specifier) => {
    if (specifier === undefined || specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
    if (isBuiltin(specifier)) return `imports ${specifier} without node:`;
    const name = packageOf(specifier);
    if (runtime.includes(name) || (room === 'test' && development.includes(name))) return undefined;
    return `imports ${name}, which is not ${room === 'test' ? 'in package.json' : 'a dependency'}`;
  });
  t.same(wrong, []);
});

t.test('actors, events and projections ask nobody for the time or for chance', async (t) => {
  const wrong = all
    .filter(({ room }) => pureRooms.includes(room))
    .flatMap(({ path, code }) => [...code.matchAll(injected)].map((match) => `${path}: ${match[0]}`));
  t.same(wrong, []);
});
