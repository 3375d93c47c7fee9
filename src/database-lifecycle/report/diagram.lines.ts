import type { DiagramColumn, DiagramRelation, SchemaDiagram } from '../interfaces/schema-diagram.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { distinct, nameKey, pathOf } from '../sql/identifier';

/** The shorter names of types, without a blank: https://www.postgresql.org/docs/current/datatype.html, table 8.1 */
const SHORT: Readonly<Record<string, string>> = {
  'bit varying': 'varbit',
  'character varying': 'varchar',
  character: 'char',
  'double precision': 'float8',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
};

/** A length may stand within: `timestamp(3) with time zone`. */
function shortType(type: string): string {
  const [, length = ''] = /(\(.*?\))/.exec(type) ?? [];
  const [, brackets = ''] = /((?:\[\])*)$/.exec(type) ?? [];
  const word = type.replace(length, '').slice(0, brackets.length === 0 ? undefined : -brackets.length);
  return `${SHORT[word] ?? word}${length.replaceAll(' ', '')}${brackets}`;
}

/** What Mermaid takes for the word of a type or a column, and for none of its keys. */
function word(text: string): string {
  const safe = text.replaceAll(/[\p{C}\p{Z}]|[^\w\-[\](),.\u00c0-\u{10ffff}]/gu, '_');
  return /^[a-z_\u00c0-\uffff]/i.test(safe) && !/^[PFU]K$/.test(safe) ? safe : `_${safe}`;
}

/** A text between double quotes, in which there are no escapes. */
const quoted = (text: string): string => `"${text.replaceAll('"', "'").replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')}"`;

/** A name of a table as Mermaid takes it; two that would be one get a number. */
function nameTables(tables: readonly NamedObject[], defaultSchema: string): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    tables.map((table) => {
      const shown = table.schema === defaultSchema ? table.name : pathOf(table);
      const base = shown.replaceAll(/["%\\\p{C}\p{Zl}\p{Zp}]/gu, '_');
      let name = base;
      for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`;
      taken.add(name);
      return [pathOf(table), name];
    }),
  );
}

function columnLine({ name, type, primary, unique, nullable, labels, comment }: DiagramColumn, isKey: boolean): string {
  const keys = [...(primary ? ['PK'] : []), ...(isKey ? ['FK'] : []), ...(unique ? ['UK'] : [])];
  const shown = word(name);
  const notes = [
    ...(shown === name ? [] : [name]),
    ...(nullable ? ['nullable'] : []),
    ...(labels ? [labels.join(', ')] : []),
    ...(comment ? [comment] : []),
  ];
  const parts = [word(shortType(type)), shown, keys.join(', '), notes.length > 0 ? quoted(notes.join('; ')) : ''];
  return `    ${parts.filter(Boolean).join(' ')}`;
}

/** How many of each side belong to one of the other. */
const cardinality = ({ optional, unique }: DiagramRelation): string =>
  `${optional ? '|o' : '||'}--${unique ? 'o|' : 'o{'}`;

/**
 * The diagram in Mermaid's words, https://mermaid.js.org/syntax/entityRelationshipDiagram.html, which GitHub, GitLab and
 * many editors draw. Tables of another schema than the default one are `schema.name`.
 */
export function diagramLines({ tables, relations }: SchemaDiagram, defaultSchema: string): string[] {
  const names = nameTables(distinct([...tables, ...relations.map(({ to }) => to)]), defaultSchema);
  const nameOf = (table: NamedObject): string => `"${names.get(pathOf(table))}"`;
  const keyColumns = new Set(
    relations.flatMap(({ from, columns }) => columns.map((column) => nameKey(pathOf(from), column))),
  );
  return [
    'erDiagram',
    ...tables.flatMap((table) => [
      `  ${nameOf(table)} {`,
      ...table.columns.map((column) => columnLine(column, keyColumns.has(nameKey(pathOf(table), column.name)))),
      '  }',
    ]),
    ...relations.map(
      (relation) =>
        `  ${nameOf(relation.to)} ${cardinality(relation)} ${nameOf(relation.from)} : ${quoted(relation.columns.join(', '))}`,
    ),
  ];
}
