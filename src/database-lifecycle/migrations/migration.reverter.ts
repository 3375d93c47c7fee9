import { Migration, MigrationExecutor } from 'typeorm';
import { MigrationSelectionError } from '../errors/migration-selection.error';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { reading, withSession } from '../sql/sql.session';
import { operate } from '../operations/operation';
import { requireReadableRecord } from './migration.inspector';
import { requireNames } from './check/name.checker';
import { nameOf } from './migration.name';
import { withoutLoss } from './loss.guard';
import { MigrationPerformer, type MigrationObserver } from './migration.performer';
import { watchDown } from './statement.recorder';

/** What to revert: the last `steps` migrations, or all that were run after `to`, which stays. */
export type RevertSelection = { readonly steps: number } | { readonly to: string };

export interface RevertOptions {
  /** Default: the last one, if there is one. */
  readonly selection?: RevertSelection;
  /** Whether it may drop tables and columns that hold rows or values. Default: `false`. */
  readonly allowDataLoss?: boolean;
}

/** @param executed names, the last first */
function selected(executed: readonly string[], selection: RevertSelection): string[] {
  if ('steps' in selection) {
    if (selection.steps > executed.length) throw MigrationSelectionError.steps(selection.steps, executed);
    return executed.slice(0, selection.steps);
  }
  const end = executed.indexOf(selection.to);
  if (end < 0) throw MigrationSelectionError.unknown(selection.to, executed);
  return executed.slice(0, end);
}

const revert = (
  { dataSource, ...target }: LifecycleTarget,
  { selection, allowDataLoss = false }: RevertOptions,
  observer: MigrationObserver,
): Promise<MigrationRun[]> =>
  withSession(dataSource, async (session) => {
    requireNames(dataSource);
    await requireReadableRecord(dataSource, session);
    const executor = new MigrationExecutor(dataSource, session.runner);
    const { lockTimeoutMs } = target.settings;
    const records = await reading(session, lockTimeoutMs, () => executor.getExecutedMigrations());
    const executed = records.map(({ name }) => name);
    if (executed.length === 0 && !selection) return [];
    const doomed = new Set(selected(executed, selection ?? { steps: 1 }));
    const instances = new Map(dataSource.migrations.map((instance) => [nameOf(instance), instance]));
    const unknown = [...doomed].filter((name) => !instances.has(name));
    if (unknown.length > 0) throw MigrationSelectionError.notInCode(unknown);
    const remaining = async (): Promise<Migration[]> => {
      const last = (await executor.getExecutedMigrations()).map(
        ({ id, timestamp, name }) => new Migration(id, timestamp, name, instances.get(name)),
      );
      const kept = last.findIndex(({ name }) => !doomed.has(name));
      return kept < 0 ? last : last.slice(0, kept);
    };
    const perform = async (migration: Migration): Promise<undefined> => {
      const down = () => watchDown(executor, session.runner, migration, () => undefined);
      await (allowDataLoss ? down() : withoutLoss(session, down));
    };
    const work = { direction: 'down' as const, remaining, perform };
    return new MigrationPerformer(session, { dataSource, ...target }, work, observer).perform();
  });

/**
 * Reverts migrations, the last first, under the lifecycle lock and in transactions as they are run in. Two processes that
 * revert the same ones at once revert them once.
 * @throws MigrationSelectionError for what is not there; MigrationError with a DataLossError as its cause; and as {@link runMigrations}
 */
export const revertMigrations = (
  target: LifecycleTarget,
  options: RevertOptions = {},
  observer: MigrationObserver = {},
): Promise<MigrationRun[]> =>
  operate(
    target,
    'revert',
    (operation) => {
      const onBegin = (migrations: readonly string[]) => operation.before({ migrations });
      return revert(target, options, { ...observer, ...operation.locking(observer), onBegin });
    },
    (migrations) => ({ after: { migrations }, measures: { migrations: migrations.length } }),
  );
