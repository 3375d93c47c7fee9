import type { DiagramColumn, DiagramRelation, SchemaDiagram } from '../interfaces/schema-diagram.interface';
import { diagramLines } from './diagram.lines';

const column = (name: string, type = 'text', rest: Partial<DiagramColumn> = {}): DiagramColumn => {
  return { name, type, nullable: false, primary: false, unique: false, ...rest };
};
const table = (name: string, columns: DiagramColumn[] = [], schema = 'public') =>
  ({ schema, name, kind: 'table', entities: [], columns }) as const;
const relation = (from: string, to: string, rest: Partial<DiagramRelation> = {}): DiagramRelation => ({
  constraint: 'key',
  from: { schema: 'public', name: from },
  columns: ['parent_id'],
  to: { schema: 'public', name: to },
  referencedColumns: ['id'],
  optional: false,
  unique: false,
  ...rest,
});
const linesOf = (diagram: Partial<SchemaDiagram>): string[] =>
  diagramLines({ tables: [], relations: [], ...diagram }, 'public').map((line) => line.trim());

describe('a diagram in words of Mermaid', () => {
  it.each([
    ['character varying(50)', 'varchar(50)'],
    ['timestamp(3) with time zone', 'timestamptz(3)'],
    ['timestamp without time zone', 'timestamp'],
    ['numeric(10, 2)[]', 'numeric(10,2)[]'],
    ['double precision', 'float8'],
    ['interval day to second', 'interval_day_to_second'],
    ['Straße_größe_enum', 'Straße_größe_enum'],
  ])('the type %s is %s', (type, shown) => {
    expect(linesOf({ tables: [table('t', [column('a', type)])] })[2]).toBe(`${shown} a`);
  });

  it.each([
    ['plain', 'plain'],
    ['größe', 'größe'],
    ['two words', 'two_words "two words"'],
    ['1st', '_1st "1st"'],
    ['PK', '_PK "PK"'],
    ['a"b', `a_b "a'b"`],
    ['a\u2028b', 'a_b "a b"'],
  ])('a column %j is a word that Mermaid takes', (name, shown) => {
    expect(linesOf({ tables: [table('t', [column(name)])] })[2]).toBe(`text ${shown}`);
  });

  it('tells keys, labels, what may be null and comments', () => {
    const columns = [
      column('id', 'uuid', { primary: true }),
      column('parent_id', 'uuid', { nullable: true, unique: true }),
      column('state', 'state_enum', { labels: ['on', 'off'], comment: 'whether it "runs"' }),
    ];
    expect(linesOf({ tables: [table('t', columns)], relations: [relation('t', 'parents')] }).slice(2, 5)).toEqual([
      'uuid id PK',
      'uuid parent_id FK, UK "nullable"',
      `state_enum state "on, off; whether it 'runs'"`,
    ]);
  });

  it.each([
    [{}, '||--o{'],
    [{ optional: true }, '|o--o{'],
    [{ unique: true }, '||--o|'],
    [{ optional: true, unique: true }, '|o--o|'],
  ])('draws %j as %s', (rest, drawn) => {
    const tables = [table('children'), table('parents')];
    expect(linesOf({ tables, relations: [relation('children', 'parents', rest)] }).at(-1)).toBe(
      `"parents" ${drawn} "children" : "parent_id"`,
    );
  });

  it('keeps tables apart whose names are one without what Mermaid does not take', () => {
    const tables = [table('a%b'), table('a\\b'), table('a_b'), table('a_b', [], 'other')];
    expect(linesOf({ tables }).filter((line) => line.endsWith('{'))).toEqual([
      '"a_b" {',
      '"a_b 2" {',
      '"a_b 3" {',
      '"other.a_b" {',
    ]);
  });
});
