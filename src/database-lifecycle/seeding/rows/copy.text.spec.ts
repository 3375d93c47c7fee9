import type { EncodedRow } from './row.encoder';
import type { RowModel } from './row.model';
import { copyRuns, copyStatement, copyText } from './copy.text';
import type { StoredTable } from './table.inspector';
import type { Field } from './value.encoder';

const model = {
  table: { schema: 'zoo', name: 'pet' },
  columns: ['id', 'name', 'kind', 'area'].map((name) => ({ name, isWritten: name !== 'area' })),
} as unknown as RowModel;

const tableOn = (server: number): StoredTable => ({
  server,
  columns: ['id', 'name', 'kind', 'area'].map((name) => ({
    isDefaulted: name === 'id' || name === 'kind',
    isJson: false,
    identity: null,
    sequence: null,
  })),
});

const rows = (...fields: Field[][]): EncodedRow[] =>
  fields.map((given, index) => ({ position: index + 1, fields: given, pending: [] }));

const MIXED = rows([undefined, 'a', 'cat', 'x'], [undefined, undefined, 'dog', 'x'], [undefined, null, undefined, 'x']);

const sent = (server: number, given: EncodedRow[]): string[] =>
  copyRuns(model, tableOn(server), given).map(
    (run) => `${copyStatement(model, tableOn(server), run)}: ${copyText(tableOn(server), run)}`,
  );

describe('the text of COPY', () => {
  it('marks a default in a row from PostgreSQL 16 on, and is one statement', () => {
    expect(sent(160_000, MIXED)).toEqual([
      `COPY "zoo"."pet" ("name", "kind") FROM STDIN WITH (DEFAULT '\\D'): a\tcat\n\\N\tdog\n\\N\t\\D\n`,
    ]);
  });

  it('leaves the column out of a statement of its own before, in the order of the rows', () => {
    expect(sent(150_000, [...MIXED, MIXED[0]!])).toEqual([
      'COPY "zoo"."pet" ("name", "kind") FROM STDIN: a\tcat\n\\N\tdog\n',
      'COPY "zoo"."pet" ("name") FROM STDIN: \\N\n',
      'COPY "zoo"."pet" ("name", "kind") FROM STDIN: a\tcat\n',
    ]);
  });

  it('escapes what COPY would read as something else', () => {
    expect(sent(160_000, rows(['1', '\\N', '\\D', null], ['2', 'a\tb\r\nc', '\\.', null]))).toEqual([
      `COPY "zoo"."pet" ("id", "name", "kind") FROM STDIN WITH (DEFAULT '\\D'): 1\t\\\\N\t\\\\D\n2\ta\\tb\\r\\nc\t\\\\.\n`,
    ]);
  });
});
