import type { Readiness } from '../interfaces/readiness.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { READY, readinessOf } from './readiness.rules';
import { inspectShortfall, ping } from './shortfall.inspector';

/** How long the server may take for one look, in milliseconds. */
const LOOK_MS = 1_000;

/** One look at the database, as far as the options ask for one. Rejects when it does not answer. */
export async function lookAt(target: LifecycleTarget): Promise<Readiness> {
  if (target.settings.onPending !== 'ignore') return readinessOf(await inspectShortfall(target, LOOK_MS));
  await ping(target, LOOK_MS);
  return READY;
}
