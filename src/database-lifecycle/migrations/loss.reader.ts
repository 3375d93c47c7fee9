import { StatementReader } from '../apply/statement.reader';
import { splitStatements, TokenReader } from '../sql/sql.tokenizer';
import { formerly, type Holding, type Move, type TableName } from './loss.moves';

/** What one statement drops, or what it renames or moves, which a later one may drop. */
interface Effect {
  readonly dropped?: readonly Holding[];
  readonly moved?: Move;
}

function droppedColumns(reader: StatementReader, table: TableName): Holding[] {
  const dropped: Holding[] = [];
  for (;;) {
    if (reader.words('alter')) {
      // What it drops is of the column, e.g. its default.
      reader.words('column');
      reader.name();
      reader.words('drop');
    } else if (reader.words('drop')) {
      if (reader.words('constraint')) continue;
      // DROP COLUMN may be written without COLUMN.
      reader.words('column');
      reader.words('if', 'exists');
      const column = reader.name();
      if (column !== undefined) dropped.push({ kind: 'column', table, column });
    } else if (!reader.parenthesis() && !reader.any()) return dropped;
  }
}

/** A list of what is read, with commas between. */
function listed<Item>(reader: StatementReader, read: () => Item | undefined): Item[] {
  reader.words('if', 'exists');
  const items: Item[] = [];
  do {
    const item = read();
    if (item === undefined) break;
    items.push(item);
  } while (reader.words(','));
  return items;
}

function tableName(reader: StatementReader): TableName | undefined {
  const [name, schema = null] = reader.parts()?.toReversed() ?? [];
  return name === undefined ? undefined : { schema, name };
}

/** `RENAME … TO …` of a table or one of its columns, or `SET SCHEMA …`; undefined for what holds no rows. */
function movedBy(reader: StatementReader, table: TableName): Move | undefined {
  const before = { kind: 'table', table } as const;
  if (reader.words('set', 'schema')) {
    const schema = reader.name();
    return schema === undefined ? undefined : { before, now: { kind: 'table', table: { ...table, schema } } };
  }
  if (!reader.words('rename')) return undefined;
  if (reader.words('to')) {
    const name = reader.name();
    return name === undefined ? undefined : { before, now: { kind: 'table', table: { ...table, name } } };
  }
  reader.words('column');
  const [column, to] = [reader.name(), reader.words('to') ? reader.name() : undefined];
  if (column === undefined || to === undefined) return undefined;
  return { before: { kind: 'column', table, column }, now: { kind: 'column', table, column: to } };
}

function renamedSchema(reader: StatementReader): Move | undefined {
  const [schema, to] = [reader.name(), reader.words('rename', 'to') ? reader.name() : undefined];
  if (schema === undefined || to === undefined) return undefined;
  return { before: { kind: 'schema', schema }, now: { kind: 'schema', schema: to } };
}

function effectOf(sql: string): Effect {
  const reader = new StatementReader(new TokenReader(sql), '');
  if (reader.words('drop', 'table'))
    return { dropped: listed(reader, () => tableName(reader)).map((table) => ({ kind: 'table', table })) };
  if (reader.words('drop', 'schema'))
    return { dropped: listed(reader, () => reader.name()).map((schema) => ({ kind: 'schema', schema })) };
  if (reader.words('alter', 'schema')) return { moved: renamedSchema(reader) };
  if (!reader.words('alter', 'table')) return {};
  reader.words('if', 'exists');
  reader.words('only');
  const table = tableName(reader);
  if (table === undefined) return {};
  reader.words('*');
  const moved = movedBy(reader, table);
  return moved ? { moved } : { dropped: droppedColumns(reader, table) };
}

/**
 * The tables, columns and schemas that SQL drops by name: under that name and, if it renamed or moved them before,
 * under the names that they had at first. What is dropped in a DO block, or by CASCADE, can't be read from the text.
 */
export function readDropped(sql: string): Holding[] {
  const moves: Move[] = [];
  const dropped: Holding[] = [];
  for (const effect of splitStatements(sql).map(effectOf)) {
    for (const one of effect.dropped ?? []) dropped.push(one, ...formerly(one, moves));
    if (effect.moved) moves.push(effect.moved);
  }
  return dropped;
}
