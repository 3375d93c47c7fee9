import type { Field } from './value.encoder';

/**
 * Identifies a natural key among those of the same relation. NUL separates the values, as no text of PostgreSQL holds
 * it.
 */
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
