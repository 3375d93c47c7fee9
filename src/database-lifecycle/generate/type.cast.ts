import { MODIFIERS, typeChange } from '../drift/type-change.rules';
import type { CatalogColumn } from '../interfaces/catalog-snapshot.interface';
import { quoteIdentifier } from '../sql/identifier';
import { explicitCast, explicitEffect } from './explicit.casts';

/** Of PostGIS' types: the kind of shape, and its SRID, e.g. `(Point,4326)`. */
const SHAPE = /\((?<kind>[A-Za-z]+)(?:,(?<srid>\d+))?\)$/;

/** Without length or precision, e.g. `timestamp with time zone`; nor quotes, which a name has once it was renamed. */
export const baseType = (type: string): string => type.replace(MODIFIERS, '').replace(SHAPE, '').replaceAll('"', '');

/** Families within which PostgreSQL casts by assignment (pg_cast.castcontext a or i), and which assign to text. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['date', 'timestamp without time zone', 'timestamp with time zone']),
  new Set(['json', 'jsonb']),
  new Set(['inet', 'cidr']),
  new Set(['macaddr', 'macaddr8']),
  new Set(['bit', 'bit varying']),
];
const TEXT = new Set(['text', 'character varying', 'character']);

/** PostgreSQL makes both of any array; of `text[]` that of a text would fail. */
const DOCUMENTS = new Set(['json', 'jsonb']);

const element = (type: string): string => type.replace(/\[\]$/, '');
const isArray = (type: string): boolean => type.endsWith('[]');

/** Whether an array becomes a single element: then its first one is taken. */
const takesFirst = (from: string, to: string): boolean => isArray(from) && element(from) === to && !DOCUMENTS.has(to);

function assigns(from: string, to: string): boolean {
  if (isArray(from) !== isArray(to)) return TEXT.has(to);
  const [old, wanted] = [element(from), element(to)];
  return old === wanted || TEXT.has(wanted) || FAMILIES.some((family) => family.has(old) && family.has(wanted));
}

/** Whether a value becomes an array of one. */
const wraps = (from: string, to: string): boolean =>
  !isArray(from) && isArray(to) && (element(to) === from || (TEXT.has(from) && TEXT.has(element(to))));

/**
 * The USING of a change of type; undefined where an assignment cast does it, which fails where an explicit cast would
 * cut a value short. Types without a cast between them go through text, which works or fails.
 */
export function castOf({ name }: Pick<CatalogColumn, 'name'>, from: string, to: string): string | undefined {
  const [old, wanted] = [baseType(from), baseType(to)];
  const column = quoteIdentifier(name);
  if (takesFirst(old, wanted)) return `${column}[1]`;
  if (assigns(old, wanted)) return undefined;
  if (isArray(old) && DOCUMENTS.has(wanted)) return `to_${wanted}(${column})`;
  if (wraps(old, wanted)) return `CASE WHEN ${column} IS NOT NULL THEN ARRAY[${column}] END`;
  const explicit = explicitCast(column, old, wanted);
  if (explicit) return explicit;
  const unbounded = unboundedType(to);
  if (DOCUMENTS.has(old) && isArray(wanted))
    return `${listed(old, column)}${wanted === 'text[]' ? '' : `::${unbounded}`}`;
  if (isArray(old) && isArray(wanted)) return `${column}::text[]::${unbounded}`;
  return TEXT.has(old) ? `${column}::${unbounded}` : `${column}::text::${unbounded}`;
}

/**
 * The `text[]` of a document that is a list. PostgreSQL makes one only as a field of a row, and one of its own tables
 * has such a field; a subquery has no place in a USING.
 */
const listed = (document: string, column: string): string =>
  `(${document}_populate_record(NULL::pg_class, ${document}_build_object('reloptions', ${column}))).reloptions`;

/**
 * The type without length or precision: what an explicit cast would cut or pad to it, the assignment that follows
 * refuses.
 */
const unboundedType = (type: string): string => type.replace(MODIFIERS, '').replace(/^bit(?=\[|$)/, 'bit varying');

/** What the change of type may lose, or when it fails; undefined when every value stays as it is. */
export function narrowing(from: string, to: string): string | undefined {
  if (from === to) return undefined;
  const [old, wanted] = [baseType(from), baseType(to)];
  const change = `from ${from} to ${to}`;
  if (!isArray(old) && isArray(wanted) && element(wanted) === old) return undefined;
  if (takesFirst(old, wanted)) return `keeps only the first element ${change}`;
  if (typeChange(from, to).keepsValues) return undefined;
  if (old === wanted && SHAPE.test(from) && !SHAPE.test(to)) return undefined;
  // An array follows the rule of its elements.
  if (isArray(old) && isArray(wanted) && typeChange(element(from), element(to)).keepsValues) return undefined;
  if (isArray(old) && DOCUMENTS.has(wanted)) return undefined;
  if (TEXT.has(old) && TEXT.has(wanted)) return `shortens values ${change}, and fails where one is longer`;
  if (wraps(old, wanted)) return narrowing(from, element(to));
  const effect = explicitEffect(old, wanted);
  if (effect === 'keeps') return undefined;
  if (effect === 'truth') return `makes true of every number but 0, ${change}`;
  if (effect === 'no gaps') return `makes one range of several, with what is between them, ${change}`;
  if (!assigns(old, wanted) && effect === undefined)
    return `converts values ${change}, and fails where one does not fit`;
  return `converts values ${change}, which may round them or fail`;
}

/** What a person may have meant otherwise. */
export function alternative({ name }: Pick<CatalogColumn, 'name'>, from: string, to: string): string | undefined {
  const [old, wanted] = [baseType(from), baseType(to)];
  const column = quoteIdentifier(name);
  if (wraps(old, wanted) && TEXT.has(old))
    return `Each value becomes an array of one; string_to_array(${column}, ',') takes apart what a simple-array wrote.`;
  if (wraps(old, wanted) && DOCUMENTS.has(old))
    return 'Each document becomes an array of one, also where it is an array itself.';
  if (takesFirst(old, wanted) && TEXT.has(wanted))
    return `array_to_string(${column}, ',') keeps all, as a simple-array reads them.`;
  const [srid, newSrid] = [from, to].map((type) => SHAPE.exec(type)?.groups!.srid);
  if (old === wanted && srid && newSrid && srid !== newSrid)
    return `Fails where there is a value; USING ST_Transform(${column}, ${newSrid}) converts coordinates.`;
  return undefined;
}

/** Whether the cast depends on the session's TimeZone. */
export const readsTimeZone = (from: string, to: string): boolean =>
  [from, to].map((type) => baseType(type).includes('with time zone')).filter(Boolean).length === 1;
