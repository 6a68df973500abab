/** Deepest nesting of what a message holds: more layers of merged messages than may be shown, and nothing walks it without end. */
export const MAX_DEPTH = 600;

/** Whether a value is nested more than so many levels deep. */
export function isDeeper(value: unknown, levels = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
