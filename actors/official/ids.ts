import { isOfficial, OFFICIAL_MARK } from '../../events/official/events.ts';

const GENERATED = `${OFFICIAL_MARK}@TOA#`;
const MAX_BYTES = 48;
const printable = /^[\x20-\x7e]+$/;

/**
 * Why a text may not be the id of a new official account, in words; undefined when it may. Code: 130007. Source:
 * product.md §2.27.
 */
export function officialIdProblem(id: string): string | undefined {
  if (!isOfficialId(id))
    return `the id of an official account begins with ${OFFICIAL_MARK} and has ${MAX_BYTES} bytes at most, of printable ASCII`;
  return id.startsWith(GENERATED) ? `an id of one's own may not begin with ${GENERATED}` : undefined;
}

/** Whether a text may be the id of any official account. */
export function isOfficialId(id: string): boolean {
  return isOfficial(id) && id.length > OFFICIAL_MARK.length && id.length <= MAX_BYTES && printable.test(id);
}

/** The id of an account that was given none; `unique` is a word that no other has. */
export function generatedOfficialId(unique: string): string {
  return `${GENERATED}${unique}`;
}
