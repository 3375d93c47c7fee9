import type { Consent, DestructiveAct } from '../interfaces/consent.interface';
import type { PurgeReport, TrashStatus } from '../interfaces/trash-report.interface';
import { purged, stays } from '../report/trash.lines';
import { purgeFor } from '../trash/purge.executor';
import type { CommandContext } from './cli.command';

/**
 * Purges the expired trashes that the agreed plan named, the oldest first, each in a transaction of its own. The reset
 * is done by then, so a purge that fails is only a warning.
 */
export async function purgeExpired(
  { lifecycle: { target }, say, onWait, progress }: CommandContext,
  expired: readonly TrashStatus[],
  agreed: { readonly act: DestructiveAct; readonly consent: Consent },
): Promise<PurgeReport[]> {
  const reports: PurgeReport[] = [];
  for (const { name } of expired.toReversed()) {
    progress(`Deleting ${name}`);
    try {
      const report = await purgeFor(target, { name, ...agreed }, { onWait });
      reports.push(report);
      say(purged(report));
    } catch (error) {
      say(stays(name, error as Error));
    }
  }
  return reports;
}
