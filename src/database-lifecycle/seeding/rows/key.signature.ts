import type { Field } from './value.encoder';

/** What tells a natural key from all others of the same relation. No text of PostgreSQL's holds NUL, so it parts the values. */
export function keySignature(fields: readonly Field[]): string {
  let signature = '';
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index];
    if (field !== undefined) signature += valueSignature(index, field);
  }
  return signature;
}

/** That of a key of one value. */
export const valueSignature = (index: number, field: string | null): string =>
  field === null ? `\0${index}` : `\0${index}=${field}`;
