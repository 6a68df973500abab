/** One line of the table: what was measured, what it should be, and the bare relay's figure from the same run. */
export interface Figure {
  readonly scenario: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The relay, under the same load. */
  readonly relay?: number;
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

export function table(figures: readonly Figure[]): string {
  const rows = [
    ['scenario', 'figure', 'here', 'bare relay', 'target', ''],
    ...figures.map(({ scenario, what, value, unit, relay, target }) => [
      scenario,
      what,
      `${number(value)} ${unit}`.trim(),
      relay === undefined ? '' : `${number(relay)} ${unit}`.trim(),
      target === undefined ? '' : 'atMost' in target ? `≤ ${number(target.atMost)}` : `≥ ${number(target.atLeast)}`,
      target === undefined ? '' : reached(value, target) ? 'reached' : 'missed',
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function reached(value: number, target: NonNullable<Figure['target']>): boolean {
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : 2 });
}
