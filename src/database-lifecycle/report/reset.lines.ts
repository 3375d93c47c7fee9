import type { InitDocument } from '../interfaces/command-documents.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { TrashStatus } from '../interfaces/trash-report.interface';
import { dependentLines } from './restore.lines';
import { amount, origin } from './trash.lines';
import { milliseconds } from './units';

/** What a reset is about to do. @param table what is there, with record counts; null when nothing is */
export function recreating(database: string, table: string | null, { undo = true }: ResetOptions): string {
  if (table === null) return `Nothing of this app is in database ${database} yet.`;
  const fate = undo
    ? 'are set aside with all their rows, from where db:restore can bring them back'
    : 'go for good with all their rows, and nothing brings them back';
  return `⚠️ These ${fate}, and are created anew, in database ${database}:\n${table}`;
}

/** Left to a person to run again: a command must not decide who has access to a table. */
const handSetLines = (handSet: readonly string[]): string[] =>
  handSet.length === 0
    ? []
    : ['⚠️ set by hand, and not on the new tables; to set it again:', ...handSet.map((sql) => `     ${sql};`)];

/** What a reset changes beside the app's relations. */
export const resetPlanLines = (
  { dependents, handSet }: Pick<ResetPlan, 'dependents' | 'handSet'>,
  expired: readonly TrashStatus[],
): string[] => [
  ...dependentLines(dependents).map((line) => `⚠️ ${line}`),
  ...handSetLines(handSet),
  ...expired.map((trash) => `⚠️ ${trash.name} goes for good then: ${amount(trash)}; set aside ${origin(trash)}`),
];

/** What a reset has done. */
export function recreated({
  trash,
  setAside,
  dropped,
  created,
  durationMs,
}: Required<Pick<InitDocument, 'trash' | 'setAside' | 'dropped' | 'created' | 'durationMs'>>): string {
  const cleared = trash ? `Set ${setAside.length} aside in ${trash} and` : `Dropped ${dropped.length} and`;
  const was = trash || dropped.length > 0 ? cleared : 'Nothing was there;';
  return `✅ ${was} created ${created.length} in ${milliseconds(durationMs)}, in one transaction`;
}
