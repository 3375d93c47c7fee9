/** `trash_20261124_183012` of `2026-11-24T18:30:12.345678Z`. */
const baseOf = (at: string): string => `trash_${at.slice(0, 19).replace('T', '_').replaceAll(/[-:]/g, '')}`;

/** The first of `base`, `base_2`, `base_3`... that is not taken. */
function free(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  return name;
}

/**
 * Names for the schemas of a trash, as many as there are homes; the first names the whole.
 * @param at ISO 8601, UTC
 */
export function trashNames(at: string, count: number, taken: readonly string[]): string[] {
  const gone = new Set(taken);
  const base = free(baseOf(at), gone);
  const names: string[] = [];
  while (names.length < count) {
    const name = free(base, gone);
    gone.add(name);
    names.push(name);
  }
  return names;
}
