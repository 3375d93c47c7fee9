import { quotePath } from '../../sql/identifier';
import type { PostgresError } from '../../sql/sql.session';
import { copyRuns, copyStatement, copyText, type CopyRun } from './copy.text';
import { sendCopy } from './copy.stream';
import type { EncodedRow } from './row.encoder';
import { rejected, rowWords } from './row.faults';
import { namingColumns } from './row.names';
import type { RowWriter } from './row.batches';
import type { RowTable } from './row.table';

const LINE = /(?:^|\n)COPY [^\n]*, line (\d+)/;

const KEY_DETAIL = /^Key \((.*)\)=\((.*)\) is not present in table/s;

/** Finds the row by the key's values: a foreign key is checked at the end of a COPY, when PostgreSQL names no line. */
function rowOfDetail({ model }: RowTable, { indexes, rows }: CopyRun, detail = ''): EncodedRow | undefined {
  const [, names, values] = KEY_DETAIL.exec(detail) ?? [];
  if (names === undefined) return undefined;
  const columns = names.split(', ').map((name) => indexes.find((index) => model.columns[index]!.name === name));
  return rows.find(({ fields }) => columns.map((index) => index !== undefined && fields[index]).join(', ') === values);
}

/** The row that PostgreSQL's error is about; undefined when it does not say. */
function rowOf(table: RowTable, run: CopyRun, { where, detail }: CopyError): EncodedRow | undefined {
  const line = LINE.exec(where ?? '')?.[1];
  return line === undefined ? rowOfDetail(table, run, detail) : run.rows[Number(line) - 1];
}

type CopyError = PostgresError & { readonly where?: string };

function wordsFor({ model }: RowTable, { rows }: CopyRun, row: EncodedRow | undefined): string {
  if (row) return rowWords(model, row, namingColumns(model));
  return `${model.metadata.name}, one of the rows ${rows[0]!.position} to ${rows.at(-1)!.position}`;
}

/** Makes the run's text, and answers what sends it. */
function sending({ session, model, stored }: RowTable, run: CopyRun): () => Promise<unknown> {
  if (run.indexes.length === 0)
    return () => session.send(...run.rows.map(() => `INSERT INTO ${quotePath(model.table)} DEFAULT VALUES`));
  const text = copyText(stored, run);
  return () => sendCopy(session, copyStatement(model, stored, run), text);
}

/** Writes batches by COPY; one row that PostgreSQL refuses ends it with the row's name. */
export const copyWriter = (table: RowTable): RowWriter => {
  const version = table.model.columns.findIndex(({ column }) => column.isVersion);
  return (rows) => {
    if (version >= 0) for (const { fields } of rows) fields[version] ??= '1';
    const runs = copyRuns(table.model, table.stored, rows).map((run) => ({ run, send: sending(table, run) }));
    return async () => {
      for (const { run, send } of runs)
        await send().catch((error: CopyError) => {
          throw rejected(wordsFor(table, run, rowOf(table, run, error)), error);
        });
    };
  };
};
