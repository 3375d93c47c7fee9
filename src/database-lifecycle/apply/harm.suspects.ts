import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { SqlSession } from '../sql/sql.session';

/** Those that fire in sessions such as ours. */
const EVENT_TRIGGERS = `SELECT quote_ident(evtname) AS name FROM pg_event_trigger WHERE evtenabled IN ('O', 'A') ORDER BY 1`;

/**
 * Runs a proof of no harm. If it fails, the error also names the event triggers, which the server runs in our
 * transaction.
 * @throws HarmfulChangeError
 */
export async function namingSuspects(session: SqlSession, prove: () => void): Promise<void> {
  try {
    prove();
  } catch (error) {
    if (!(error instanceof HarmfulChangeError)) throw error;
    const { changes, isDoubtful } = error;
    const [triggers] = await session.send(EVENT_TRIGGERS);
    throw HarmfulChangeError.changed(changes, { triggers: triggers!.map(({ name }) => String(name)), isDoubtful });
  }
}
