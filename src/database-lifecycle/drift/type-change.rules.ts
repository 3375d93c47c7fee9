import type { Verdict } from './difference.builder';

interface ParsedType {
  /** Without modifiers, e.g. `character varying`, `timestamp with time zone`. */
  readonly name: string;
  readonly modifiers: readonly number[];
}

/** Length, or precision and scale, e.g. `(10,2)`; a negative scale is allowed. */
export const MODIFIERS = /\((\d+(?:,-?\d+)*)\)/;

function parse(type: string): ParsedType {
  const modifiers = MODIFIERS.exec(type);
  return {
    name: modifiers ? type.replace(modifiers[0], '') : type,
    modifiers: modifiers ? modifiers[1]!.split(',').map(Number) : [],
  };
}

const TIMES = ['time', 'timestamp'].flatMap((name) => [`${name} without time zone`, `${name} with time zone`]);

/** Types whose one modifier is a limit, which can be raised or removed without reading the values. */
const LIMITED = new Set(['character varying', 'bit varying', ...TIMES]);

/** Digits of a second, where a type does not say. */
const DEFAULT_PRECISION = 6;
const limitOf = ({ name, modifiers: [limit] }: ParsedType): number =>
  limit ?? (TIMES.includes(name) ? DEFAULT_PRECISION : Infinity);

const UNLIMITED_TEXT = new Set(['text', 'character varying']);

/** Every value of the first type is exactly representable in the others, but is stored differently. */
const LOSSLESS: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric', 'double precision'],
  bigint: ['numeric'],
  real: ['double precision'],
  date: ['timestamp without time zone'],
};

const widens = (from: ParsedType, to: ParsedType): boolean => {
  if (from.name !== to.name)
    return UNLIMITED_TEXT.has(from.name) && UNLIMITED_TEXT.has(to.name) && to.modifiers.length === 0;
  if (to.modifiers.length === 0) return LIMITED.has(to.name) || to.name === 'numeric';
  const [[, scale = 0], [, newScale = 0]] = [from.modifiers, to.modifiers];
  return (LIMITED.has(to.name) || to.name === 'numeric') && limitOf(to) >= limitOf(from) && newScale === scale;
};

/** More digits behind the point, and no fewer before it: no value is rounded or too large, but each is written anew. */
const deepens = (from: ParsedType, to: ParsedType): boolean => {
  if (from.name !== 'numeric' || to.name !== 'numeric') return false;
  const [[precision = Infinity, scale = 0], [newPrecision = 0, newScale = 0]] = [from.modifiers, to.modifiers];
  return newScale > scale && newPrecision - newScale >= precision - scale;
};

/** Blanks at the end of a `character` are no part of its value; they are added or left out, so each is written anew. */
const lengthens = (from: ParsedType, to: ParsedType): boolean =>
  from.name === 'character' && ['character', 'character varying'].includes(to.name) && limitOf(to) >= limitOf(from);

/**
 * PostgreSQL rewrites the table and its indexes under ACCESS EXCLUSIVE, unless the new type reads the stored values as
 * they are: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES. It does where a modifier
 * is only widened (varchar_support(), numeric_support() and the like in PostgreSQL's sources). Any change that is
 * neither widening nor lossless counts as one that may lose values, and needs a USING that a person writes.
 */
export function typeChange(from: string, to: string): Omit<Verdict, 'sql'> & { readonly keepsValues: boolean } {
  const [old, wanted] = [parse(from), parse(to)];
  if (widens(old, wanted)) return { severity: 'additive', keepsValues: true };
  const lossless =
    deepens(old, wanted) ||
    lengthens(old, wanted) ||
    (wanted.modifiers.length === 0 &&
      (LOSSLESS[old.name]?.includes(wanted.name) === true || UNLIMITED_TEXT.has(wanted.name)));
  return lossless ? { severity: 'locking', keepsValues: true } : { severity: 'data-loss', keepsValues: false };
}
