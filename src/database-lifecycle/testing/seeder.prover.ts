import { SeederError } from '../errors/seeder.error';
import { callSeeder } from '../seeding/seeder.performer';
import type { RegisteredSeeder } from '../seeding/seeder.registry';
import type { SqlSession } from '../sql/sql.session';
import { makeRowsADayOld, onTheNextDay } from './next-day';
import { differences, readRows } from './row.reader';
import { SeederIdempotenceError } from './seeder-idempotence.error';
import type { TableShape } from './table.shape';

/** Runs the seeder in the session's open transaction. */
export async function runOnce(session: SqlSession, seeder: RegisteredSeeder): Promise<void> {
  try {
    await callSeeder(session, seeder);
  } catch (error) {
    throw new SeederError(seeder.options.key, error);
  }
}

/**
 * Runs the seeder, and once more on the next day, in the session's open transaction.
 * @param tables all that may not change
 * @throws SeederIdempotenceError unless the second run has left every row as it was, SeederError of the first run
 */
export async function runTwice(
  session: SqlSession,
  seeder: RegisteredSeeder,
  tables: readonly TableShape[],
): Promise<void> {
  const { key } = seeder.options;
  await runOnce(session, seeder);
  await makeRowsADayOld(session, tables);
  const before = await readRows(session, tables);
  await onTheNextDay(() => runOnce(session, seeder)).catch((failure: SeederError) => {
    throw SeederIdempotenceError.failedAgain(key, failure);
  });
  const found = differences(tables, before, await readRows(session, tables));
  if (found.length > 0) throw SeederIdempotenceError.rowsDiffer(key, found);
}
