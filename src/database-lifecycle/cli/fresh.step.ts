import { refuseGuardedEnvironment, refuseUnasked } from '../consent/consent.guard';
import { inspectJournal } from '../inspect/journal.inspector';
import type { DestructiveAct } from '../interfaces/consent.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import { freshAct } from '../seeding/fresh.act';
import { runFresh } from '../seeding/fresh.runner';
import type { SeedingObserver } from '../seeding/seeding.observer';
import { inspectEmptying } from '../seeding/table.emptier';
import type { CommandContext } from './cli.command';
import { askConsent, type GivenConsent } from './consent.step';
import type { SeedingFlags } from './seeding.flags';
import { intendSeeding, type IntendedSeeding } from './seeding.step';

/** As it was called, so that a refusal can name the whole command. */
const actOf = ({ only, rows }: SeedingFlags): DestructiveAct =>
  freshAct(
    ...(only ? ['--only', only.join(',')] : []),
    ...(rows.size > 0 ? ['--rows', [...rows].map(([key, number]) => `${key}=${number}`).join(',')] : []),
  );

/**
 * Looks what emptying the tables and seeding them anew would do; changes nothing.
 * @param looksOnly whether nothing is going to be asked and done, so that the server need not be this machine's
 * @throws ConsentError, EmptyingRefusedError, and what {@link intendSeeding} throws
 */
export async function intendFresh(
  context: CommandContext,
  flags: SeedingFlags,
  { given, looksOnly }: { readonly given: GivenConsent; readonly looksOnly: boolean },
): Promise<IntendedSeeding> {
  const { target, seeders } = context.lifecycle;
  const act = actOf(flags);
  refuseGuardedEnvironment(target, act);
  return intendSeeding(context, flags, async (session, { chosen }) => {
    const state = await inspectJournal(session, target.journal);
    if (!looksOnly) await refuseUnasked(session, target, state, act, given.remote);
    await inspectEmptying(session, target, chosen, seeders);
  });
}

/** Empties the tables of the chosen seeders and runs them anew, once a person has agreed to the plan that was printed. */
export async function seedFresh(
  context: CommandContext,
  { plan, chosen }: IntendedSeeding,
  flags: SeedingFlags,
  given: GivenConsent,
  observer: SeedingObserver,
): Promise<SeedingReport[]> {
  const { target, seeders } = context.lifecycle;
  const act = actOf(flags);
  const consent = await askConsent(context, act, plan.database, given);
  return runFresh(target, { chosen, all: seeders, act, consent }, observer, { rows: flags.rows });
}
