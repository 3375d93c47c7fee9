import type { LifecyclePlan } from '../interfaces/lifecycle-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { postgresDriver } from '../metadata/postgres-driver';
import { emptyDatabase } from '../plan/empty.database';
import { planMissingRelations } from '../plan/missing-relations.planner';
import { planningContext } from '../plan/planning.context';
import { statementHash } from '../plan/statement.hash';

/** Of nobody, so that the key is the same on every machine and in every release. */
const NOBODY = { environment: '', host: '' };

/** What a first boot would do to an empty database. Asks no server. */
export async function planFromZero({ dataSource, model, journal }: LifecycleTarget): Promise<LifecyclePlan> {
  const { searchSchema = null } = postgresDriver(dataSource);
  const emptyWith = (extensions: readonly string[]) => emptyDatabase(model, journal.schema, searchSchema, extensions);
  const definitions = [...planningContext(dataSource, model, emptyWith([])).definitions];
  const empty = emptyWith([...new Set(definitions.flatMap(([, definition]) => definition.extensions))]);
  const context = planningContext(dataSource, model, empty);
  return planMissingRelations(context, empty, { journal, author: NOBODY });
}

/**
 * The hash of the statements that a first boot would send to an empty database; undefined when it would refuse.
 */
export async function entityKey(target: LifecycleTarget): Promise<string | undefined> {
  const { batches, problems } = await planFromZero(target);
  if (problems.length > 0) return undefined;
  return statementHash(batches.flatMap(({ statements }) => statements.map(({ sql }) => sql)));
}
