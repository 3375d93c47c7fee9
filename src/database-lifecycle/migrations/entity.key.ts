import type { LifecyclePlan, PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { postgresDriver } from '../metadata/postgres-driver';
import { detailsOfNothing, presenceOfNothing } from '../plan/empty.database';
import { planMissingRelations } from '../plan/missing-relations.planner';
import { planningContext } from '../plan/planning.context';
import { statementHash } from '../plan/statement.hash';
import { MOMENT_DEFAULT } from '../plan/text-default.rules';

/** No author, so that the key is the same on every machine and in every release. */
const NOBODY = { environment: '', host: '' };

/** What makes all that the entities ask for in an empty database, each foreign key apart. Asks no server. */
export async function planFromZero({ dataSource, model, journal }: LifecycleTarget): Promise<LifecyclePlan> {
  const { searchSchema = null } = postgresDriver(dataSource);
  const presence = presenceOfNothing(model, journal.schema, searchSchema);
  const context = planningContext(dataSource, model, presence);
  const extensions = new Set([...context.definitions.values()].flatMap((definition) => definition.extensions));
  const empty = { ...presence, details: detailsOfNothing(journal.schema, extensions) };
  return planMissingRelations(context, empty, { journal, author: NOBODY, keysApart: true });
}

/** What to tell of defaults that are others each time that the tables are made, so that no comparison of them ends. */
export const momentDefaults = async (target: LifecycleTarget): Promise<PlanNotice[]> =>
  (await planFromZero(target)).warnings.filter(({ code }) => code === MOMENT_DEFAULT);

/**
 * The hash of the statements that make all in an empty database; undefined when a first boot would refuse.
 */
export async function entityKey(target: LifecycleTarget): Promise<string | undefined> {
  const { batches, problems } = await planFromZero(target);
  if (problems.length > 0) return undefined;
  return statementHash(batches.flatMap(({ statements }) => statements.map(({ sql }) => sql)));
}
