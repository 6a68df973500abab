import type { NewEvent } from '../../events/envelope.ts';
import { arrangementPart } from './conversations/state.ts';
import { followsPart } from './follows/state.ts';
import type { UserPart } from './part.ts';
import { presencePart } from './presence/state.ts';
import { relationsPart } from './relations/state.ts';

/** Every part of a user. Adding one is adding a row. The names are stored in snapshots. */
const table = {
  arrangement: arrangementPart,
  relations: relationsPart,
  follows: followsPart,
  presence: presencePart,
} as const;

/** Those that something has happened to. */
export type Parts = { [K in keyof typeof table]?: ReturnType<(typeof table)[K]['initial']> };

type AnyPart = UserPart<unknown, unknown>;

const rows = Object.entries(table) as readonly (readonly [keyof Parts, AnyPart])[];
const byType: ReadonlyMap<string, readonly [keyof Parts, AnyPart]> = new Map(
  rows.flatMap((row) => row[1].types.map((type) => [type, row] as const)),
);

/** Changes the parts in place; an event of no part changes nothing. */
export function evolveParts(parts: Parts, event: NewEvent): void {
  const row = byType.get(event.type);
  if (row === undefined) return;
  const [name, part] = row;
  const before = parts[name] ?? part.initial();
  (parts as Record<string, unknown>)[name] = part.evolve(before, event);
}

export type FrozenParts = Readonly<Record<string, unknown>>;

export function frozenParts(parts: Parts): FrozenParts {
  return each(parts, (part, state) => part.freeze(state));
}

export function thawedParts(frozen: FrozenParts): Parts {
  return each(frozen, (part, state) => part.thaw(state));
}

export function partsWeight(parts: Parts): number {
  return Object.values(each(parts, (part, state) => part.weigh(state))).reduce((sum, bytes) => sum + bytes, 0);
}

function each<T>(states: Readonly<Record<string, unknown>>, apply: (part: AnyPart, state: unknown) => T) {
  const found = rows.flatMap(([name, part]) => (states[name] === undefined ? [] : [[name, apply(part, states[name])]]));
  return Object.fromEntries(found) as Record<string, T>;
}
