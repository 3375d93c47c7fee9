import type { SqlSession } from '../sql/sql.session';
import { namingSuspects } from './harm.suspects';
import type { Watch } from './fingerprint.query';
import {
  readingsAfter,
  toReadingsAfter,
  verifyNoHarm,
  watchAgain,
  type ProofScope,
  type ReadingsBefore,
} from './harm.verifier';

/**
 * Reads, in the session's open transaction, how all is now, and proves that nothing was harmed since `before`.
 * @throws HarmfulChangeError, see {@link verifyNoHarm}
 */
export async function proveNoHarm(
  session: SqlSession,
  watch: Watch,
  before: ReadingsBefore,
  scope: ProofScope,
): Promise<void> {
  const after = await session.send(...readingsAfter(watchAgain(watch, before)));
  await namingSuspects(session, () => verifyNoHarm(before, toReadingsAfter(after), scope));
}
