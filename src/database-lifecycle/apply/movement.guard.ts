import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { Movement } from '../interfaces/reset-plan.interface';
import { pathOf } from '../sql/identifier';
import { readStatement, type StatementReader } from './statement.reader';

/** What statements that move things may touch. */
export interface MovementScope extends Movement {
  /** Schemas that are made, and those that are dropped, which the movement has emptied. */
  readonly makes: readonly string[];
  readonly drops: readonly string[];
  /** Paths of TypeORM's records, whose rows are kept and brought back. */
  readonly records: readonly string[];
}

interface Ground extends MovementScope {
  /** The schema that each path goes to. */
  readonly placeOf: ReadonlyMap<string, string>;
}

type Form = (read: StatementReader, scope: Ground) => boolean;

const KINDS = [['table'], ['foreign', 'table'], ['view'], ['materialized', 'view'], ['type']] as const;

/** A member of the scope's constraints, whose table and name have just been read. */
const isIn = ({ constraints }: Ground, table: string | undefined, name: string | undefined): boolean =>
  constraints.some((constraint) => `${constraint.schema}.${constraint.table}` === table && constraint.name === name);

const FORMS: readonly Form[] = [
  (read, { makes }) => read.words('create', 'schema') && makes.includes(read.name() ?? '') && read.atEnd,
  (read, { makes }) => read.words('comment', 'on', 'schema') && makes.includes(read.name() ?? '') && read.words('is'),
  (read, { placeOf }) => {
    if (!read.words('alter') || !KINDS.some((kind) => read.words(...kind))) return false;
    const to = placeOf.get(read.path() ?? '');
    return to !== undefined && read.words('set', 'schema') && read.name() === to && read.atEnd;
  },
  (read, scope) => {
    if (!read.words('alter', 'table')) return false;
    const table = read.path();
    return read.words('drop', 'constraint') && isIn(scope, table, read.name()) && read.atEnd;
  },
  (read, scope) => {
    if (!read.words('alter', 'table')) return false;
    const table = read.path();
    const added = read.words('add', 'constraint') && isIn(scope, table, read.name());
    const key = added && read.words('foreign', 'key') && read.parenthesis() && read.words('references');
    return key && read.path() !== undefined && read.parenthesis() && !read.holdsOutside(',');
  },
  (read, scope) => {
    if (!read.words('comment', 'on', 'constraint')) return false;
    const name = read.name();
    return read.words('on') && isIn(scope, read.path(), name) && read.words('is');
  },
  (read, { records }) => {
    if (!read.words('insert', 'into')) return false;
    const table = read.path();
    const selects =
      records.includes(table ?? '') &&
      read.words('select', '*', 'from', 'json_populate_recordset', '(', 'null', ':', ':');
    return selects && read.path() === table && read.words(',');
  },
  (read, { records }) =>
    read.words('select', 'setval', '(', 'pg_get_serial_sequence') &&
    read.parenthesis() &&
    read.words(',', 'max') &&
    read.parenthesis() &&
    read.words(')', 'from') &&
    records.includes(read.path() ?? '') &&
    read.words('having'),
  (read, { records }) => read.words('delete', 'from') && records.includes(read.path() ?? ''),
  (read, { drops }) =>
    read.words('drop', 'schema') && drops.includes(read.name() ?? '') && read.words('restrict') && read.atEnd,
];

/**
 * Checks every statement against the list of forms that move what the scope names, before the first one runs. A
 * manifest may have been written by somebody else, and what it says becomes statements.
 * @throws HarmfulChangeError that shows the statement
 */
export function assertMoving(
  statements: readonly PlannedStatement[],
  scope: MovementScope,
  defaultSchema: string,
): void {
  const ground = { ...scope, placeOf: new Map(scope.moves.map(({ from, to }) => [pathOf(from), to.schema])) };
  for (const { sql } of statements) {
    const read = readStatement(sql, defaultSchema);
    const moving = FORMS.some((form) => form(read(), ground));
    if (!moving) throw HarmfulChangeError.forbidden(sql, 'not a form that moves what this plan names');
  }
}
