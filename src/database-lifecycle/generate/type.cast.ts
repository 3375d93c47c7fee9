import { MODIFIERS, typeChange } from '../drift/type-change.rules';
import type { CatalogColumn } from '../interfaces/catalog-snapshot.interface';
import { quoteIdentifier } from '../sql/identifier';

/** Without length or precision, e.g. `timestamp with time zone`; nor quotes, which a name has once it was renamed. */
export const baseType = (type: string): string => type.replace(MODIFIERS, '').replaceAll('"', '');

/** Families within which PostgreSQL casts by assignment (pg_cast.castcontext a or i), and which assign to text. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['date', 'timestamp without time zone', 'timestamp with time zone']),
  new Set(['json', 'jsonb']),
  new Set(['inet', 'cidr']),
];
const TEXT = new Set(['text', 'character varying', 'character']);

const element = (type: string): string => type.replace(/\[\]$/, '');
const isArray = (type: string): boolean => type.endsWith('[]');

/** Whether an array becomes a single element: then its first one is taken. */
const takesFirst = (from: string, to: string): boolean => isArray(from) && element(from) === to;

function assigns(from: string, to: string): boolean {
  if (isArray(from) !== isArray(to)) return TEXT.has(to);
  const [old, wanted] = [element(from), element(to)];
  return old === wanted || TEXT.has(wanted) || FAMILIES.some((family) => family.has(old) && family.has(wanted));
}

/**
 * The USING of a change of type; undefined where an assignment cast does it, which fails where an explicit cast would
 * cut a value short. Types without a cast between them go through text, which works or fails.
 */
export function castOf({ name }: Pick<CatalogColumn, 'name'>, from: string, to: string): string | undefined {
  const [old, wanted] = [baseType(from), baseType(to)];
  const column = quoteIdentifier(name);
  if (takesFirst(old, wanted)) return `${column}[1]`;
  if (assigns(old, wanted)) return undefined;
  if (!isArray(old) && isArray(wanted) && element(wanted) === old)
    return `CASE WHEN ${column} IS NOT NULL THEN ARRAY[${column}] END`;
  if (old === 'boolean' && wanted === 'integer') return `${column}::${to}`;
  if (old === 'integer' && wanted === 'boolean') return `${column}::${to}`;
  if (isArray(old) && isArray(wanted)) return `${column}::text[]::${to}`;
  return TEXT.has(old) ? `${column}::${to}` : `${column}::text::${to}`;
}

/** What the change of type may lose, or when it fails; undefined when every value stays as it is. */
export function narrowing(from: string, to: string): string | undefined {
  if (from === to) return undefined;
  const [old, wanted] = [baseType(from), baseType(to)];
  const change = `from ${from} to ${to}`;
  if (!isArray(old) && isArray(wanted) && element(wanted) === old) return undefined;
  if (takesFirst(old, wanted)) return `keeps only the first element ${change}`;
  if (typeChange(from, to).keepsValues) return undefined;
  // An array follows the rule of its elements.
  if (isArray(old) && isArray(wanted) && typeChange(element(from), element(to)).keepsValues) return undefined;
  if (old === 'boolean' && wanted === 'integer') return undefined;
  if (TEXT.has(old) && TEXT.has(wanted)) return `shortens values ${change}, and fails where one is longer`;
  if (!assigns(old, wanted)) return `converts values ${change}, and fails where one does not fit`;
  return `converts values ${change}, which may round them or fail`;
}

/** Whether the cast depends on the session's TimeZone. */
export const readsTimeZone = (from: string, to: string): boolean =>
  [from, to].map((type) => baseType(type).includes('with time zone')).filter(Boolean).length === 1;
