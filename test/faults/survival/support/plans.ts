import type { DataSource } from 'typeorm';
import { planMissingTables } from '../../../../src/database-lifecycle';
import { inspectPresence } from '../../../../src/database-lifecycle/inspect/presence.inspector';
import type { PresenceSnapshot } from '../../../../src/database-lifecycle/interfaces/schema-snapshot.interface';
import type { ResetPlan } from '../../../../src/database-lifecycle/interfaces/reset-plan.interface';
import { lifecycleTarget, type LifecycleTarget } from '../../../../src/database-lifecycle/lifecycle.target';
import { readReset } from '../../../../src/database-lifecycle/reset/reset.reader';
import { withReadOnlySession, type SqlSession } from '../../../../src/database-lifecycle/sql/sql.session';
import { readRestore } from '../../../../src/database-lifecycle/trash/restore.reader';

type Read<Plan> = (session: SqlSession, target: LifecycleTarget, presence: PresenceSnapshot) => Promise<Plan>;

function inSession<Plan>(app: DataSource, read: Read<Plan>): Promise<Plan> {
  const target = lifecycleTarget(app);
  return withReadOnlySession(target, async (session) =>
    read(session, target, await inspectPresence(session, target.model.relations, target.journal)),
  );
}

const INCLUDING = { includeDependents: true };

/** What a reset would do, dependents included. */
export const planOfReset = (app: DataSource): Promise<ResetPlan> =>
  inSession(app, async (...read) => (await readReset(...read, INCLUDING)).plan);

/** The statements of each operation, in order. */
export const STATEMENTS = {
  boot: async (app: DataSource) =>
    (await planMissingTables(app)).batches.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
  reset: async (app: DataSource) => {
    const { clears, create } = await planOfReset(app);
    return [...clears, ...create.statements].map(({ sql }) => sql);
  },
  restore: (app: DataSource) =>
    inSession(app, async (...read) => {
      const { plan } = await readRestore(...read, INCLUDING);
      return plan.statements.map(({ sql }) => sql);
    }),
} as const;

export type Operation = keyof typeof STATEMENTS;
