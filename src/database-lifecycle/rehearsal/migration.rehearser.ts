import type { Rehearsal } from '../interfaces/rehearsal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { inspectMigrations } from '../migrations/migration.inspector';
import { withShadows } from '../shadow/shadow.database';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import { judgeRehearsal } from './judge/rehearsal.judge';
import { readLiveTables } from './observe/live-table.reader';
import { performInShadow } from './observe/shadow.performer';
import { planRehearsal, type RehearsalSelection } from './rehearsal.plan';

export interface RehearsalOptions extends RehearsalSelection {
  /** Where the shadow database is made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

/**
 * Runs the pending migrations for real in a shadow database, on top of those that the connected database has run, and
 * tells of each statement which locks it took, what it scanned and rewrote, and what that means for tables of the
 * connected database's size. The connected database is only read.
 * @throws RehearsalError for an executed migration that fails, ShadowRefusedError, MigrationSelectionError
 */
export async function rehearseMigrations(
  target: LifecycleTarget,
  { shadowServer, onStep, ...selection }: RehearsalOptions = {},
): Promise<Rehearsal> {
  const started = performance.now();
  const plan = planRehearsal(await inspectMigrations(target), selection);
  onStep?.('Rehearsing the pending migrations');
  const performed =
    plan.deploys.length === 0
      ? { migrations: [], statements: [], failure: null, countsScans: true }
      : await withShadows(target, (lend) => lend((shadow) => performInShadow(target, shadow, plan)), shadowServer);
  const wording = {
    defaultSchema: target.journal.schema,
    live: await readLiveTables(target, performed.statements),
    representative: target.settings.environment.policy !== 'auto-create',
  };
  return { ...judgeRehearsal(performed, wording, plan), durationMs: performance.now() - started };
}
