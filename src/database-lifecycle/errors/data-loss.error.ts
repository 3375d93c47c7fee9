import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** A statement would drop what holds rows or values, and nobody has said that they may go. It was not sent. */
export class DataLossError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /** @param held what the statement would drop, in words, e.g. `table public.visits` */
  constructor(
    readonly sql: string,
    readonly held: readonly string[],
  ) {
    super(`${sql} would delete what ${held.join(', ')} ${held.length === 1 ? 'holds' : 'hold'}, and was not sent`);
  }
}
