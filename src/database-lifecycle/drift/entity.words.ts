import type { CatalogDifference } from '../interfaces/catalog-difference.interface';

/** As it stands between quotes of JavaScript. */
const escaped = (text: string, ends: RegExp): string => text.replaceAll(ends, String.raw`\$&`);

const CONSTRAINT = /^(CHECK|EXCLUDE|UNIQUE) (.*?)(?: DEFERRABLE(?: INITIALLY (DEFERRED))?)?$/s;

/**
 * The decorator by which an entity asks for a table, constraint or index that is there; undefined for all else, and where it
 * takes a relation.
 * @param definition as PostgreSQL prints it; of a table it does not count
 */
export function entityWords({ kind, path }: CatalogDifference['object'], definition = ''): string | undefined {
  const name = `'${escaped(path.split('.').at(-1)!, /[\\']/g)}'`;
  if (kind === 'table') {
    const schema = path.slice(0, path.indexOf('.'));
    return `@Entity(${name}, {${schema === 'public' ? '' : ` schema: '${escaped(schema, /[\\']/g)}',`} synchronize: false })`;
  }
  if (kind === 'index') return `@Index(${name}, { synchronize: false })`;
  const [, type, rest = '', deferred] = (kind === 'constraint' && CONSTRAINT.exec(definition)) || [];
  const more = / DEFERRABLE(?: INITIALLY DEFERRED)?$/.test(definition)
    ? `, { deferrable: 'INITIALLY ${deferred ?? 'IMMEDIATE'}' }`
    : '';
  const sql = `\`${escaped(rest, /[\\`]|\$(?=\{)/g)}\``;
  if (type === 'CHECK') return `@Check(${name}, ${sql.replace(/^`\((.*)\)`$/s, '`$1`')})`;
  if (type === 'EXCLUDE') return `@Exclusion(${name}, ${sql}${more})`;
  return type === 'UNIQUE' ? `@Unique(${name}, [...]${more})` : undefined;
}
