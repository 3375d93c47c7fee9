import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';
import { failureChain, sqlstateOf } from './failure.chain';
import { printable } from './printable';

/** SQLSTATE undefined_table, undefined_column, undefined_function, undefined_object and invalid_schema_name. */
const NOT_THERE = new Set(['42P01', '42703', '42883', '42704', '3F000']);

/** While the app was created for a command, a provider queried something that the command may be about to create. */
class EarlyQueryError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  constructor(cause: Error, query: string | undefined) {
    const sent = query === undefined ? '' : ` (${printable(query)})`;
    super(
      `A provider of the app queries while it is made, for what is not there: ${cause.message}${sent}.`,
      [
        'Let it query in onModuleInit(), after await ready() of DatabaseLifecycleService: a start calls that, a command does not, and can create what is missing.',
      ],
      { cause },
    );
  }
}

/** The error as one of a provider that queries, where PostgreSQL says that something is not there; any other as it is. */
export function nameEarlyQuery(error: unknown): unknown {
  if (error instanceof DatabaseLifecycleError || !NOT_THERE.has(sqlstateOf(error) ?? '')) return error;
  return new EarlyQueryError(failureChain(error)[0]!, (error as { query?: string }).query);
}
