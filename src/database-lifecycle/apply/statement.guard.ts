import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import { readStatement, type StatementReader } from './statement.reader';

/** What a batch may touch, as `schema.name`. */
export interface GuardScope {
  /** Relations that the batch creates. */
  readonly creates: readonly string[];
  /** Gets rows, never loses one. */
  readonly journal: string;
  /** `typeorm_metadata`: its rows are replaced. */
  readonly metadataTable: string;
  /** Where a bare name leads to. */
  readonly defaultSchema: string;
}

type Created = Omit<GuardScope, 'creates'> & { readonly creates: ReadonlySet<string> };
type Form = (read: StatementReader, scope: Created) => boolean;

const created = (read: StatementReader, { creates }: Created): boolean => creates.has(read.path() ?? '');

/** The only forms that a plan may send. Each adds; none can alter, replace or drop what was there before. */
const ADDITIVE_FORMS: readonly Form[] = [
  (read) => read.words('create', 'schema') && read.path() !== undefined && read.atEnd,
  (read) => read.words('create', 'extension', 'if', 'not', 'exists') && read.path() !== undefined && read.atEnd,
  (read) => read.words('create', 'type') && read.path() !== undefined && read.words('as', 'enum', '('),
  (read, scope) => read.words('create', 'table') && created(read, scope) && read.words('('),
  (read, scope) =>
    (read.words('create', 'index') || read.words('create', 'unique', 'index')) &&
    read.path() !== undefined &&
    read.words('on') &&
    created(read, scope),
  (read, scope) =>
    (read.words('create', 'view') || read.words('create', 'materialized', 'view')) &&
    created(read, scope) &&
    read.words('as'),
  (read, scope) => read.words('comment', 'on', 'table') && created(read, scope) && read.words('is'),
  (read, { creates }) => read.words('comment', 'on', 'column') && creates.has(read.path(1) ?? '') && read.words('is'),
  (read, scope) =>
    read.words('alter', 'table') && created(read, scope) && read.words('add', 'constraint') && !read.holdsOutside(','),
  (read, { journal, metadataTable }) =>
    read.words('insert', 'into') &&
    [journal, metadataTable].includes(read.path() ?? '') &&
    read.parenthesis() &&
    read.words('values', '('),
  (read, { metadataTable }) => read.words('delete', 'from') && read.path() === metadataTable && read.words('where'),
];

/**
 * To be sent in the transaction, in an earlier message than what is checked: the server parses a whole message before
 * it runs any of it. With this setting off, it would see other ends of strings than the guard does.
 */
export const READ_AS_CHECKED = 'SET LOCAL standard_conforming_strings = on';

/**
 * Checks every statement against the list of additive forms, before the first one runs.
 * @throws HarmfulChangeError that shows the statement
 */
export function assertAdditive(statements: readonly PlannedStatement[], { creates, ...rest }: GuardScope): void {
  const scope = { ...rest, creates: new Set(creates) };
  for (const { sql } of statements) {
    const read = readStatement(sql, scope.defaultSchema);
    const additive = ADDITIVE_FORMS.some((form) => form(read(), scope));
    if (!additive) throw HarmfulChangeError.forbidden(sql, 'not a form that only adds to what this plan creates');
  }
}
