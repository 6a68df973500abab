import { type Family, families, rowsOf } from './inventory.ts';
import type { Outcome } from './suite.ts';

/** Results of one version, by the id of the row. */
export interface VersionResults {
  /** `3.6.6` */
  readonly version: string;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

const marks: Readonly<Record<Outcome['state'], string>> = {
  passes: '✅',
  partly: '🟡',
  pending: '⬜',
  absent: '—',
  fails: '❌',
};

const counted = ['passes', 'partly', 'pending', 'fails'] as const;

/** `docs/compatibility.md`: the same results give the same bytes. */
export function compatibilityPage(results: readonly VersionResults[]): string {
  return [
    '# Compatibility with the official web clients',
    '',
    'Written by `npm run conformance`, which runs the unmodified packages `@tencentcloud/chat` 3.6.6 and `tim-js-sdk` 2.27.6',
    '(the build with the friend API) against a started server. Do not edit.',
    '',
    `${marks.passes} passes · ${marks.partly} passes as far as its feature exists · ${marks.pending} to come · ${marks.absent} not in this client · ${marks.fails} fails`,
    '',
    ...summary(results),
    ...families.flatMap((family) => section(family, results)),
  ].join('\n');
}

function summary(results: readonly VersionResults[]): string[] {
  const heads = results.flatMap(({ version }) => counted.map((state) => `${version} ${marks[state]}`));
  const lines = families.map((family) => [family.title, ...counts(results, [family])]);
  return table(['', ...heads], [...lines, ['**All**', ...counts(results, families)]]);
}

function counts(results: readonly VersionResults[], of: readonly Family[]): string[] {
  const ids = of.flatMap(rowsOf).map((row) => row.id);
  return results.flatMap(({ outcomes }) =>
    counted.map((state) => String(ids.filter((id) => outcomes.get(id)?.state === state).length)),
  );
}

function section(family: Family, results: readonly VersionResults[]): string[] {
  const lines = rowsOf(family).map(({ id, name }) => {
    const outcomes = results.map((result) => result.outcomes.get(id));
    const toCome =
      outcomes.map((outcome) => (outcome && 'toCome' in outcome ? outcome.toCome : '')).find(Boolean) ?? '';
    return [id, `\`${name}\``, ...outcomes.map((outcome) => (outcome ? marks[outcome.state] : '')), toCome];
  });
  return [
    `## ${family.title}`,
    '',
    ...table(['Id', 'Name', ...results.map(({ version }) => version), 'To come'], lines),
  ];
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ');
  return [row(head), row(head.map(() => '---')), ...lines.map(row), ''];
}
