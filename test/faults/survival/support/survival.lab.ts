import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createMissingTables, planMissingTables, type LifecyclePlan } from '../../../../src/database-lifecycle';
import { LifecyclePlanError } from '../../../../src/database-lifecycle/errors/lifecycle-plan.error';
import { changes, databaseState, type DatabaseState } from '../../../reset/support/database.state';
import { dropPublications } from '../../../reset/support/dependents';
import { useEmptiedDatabase, type EmptiedDatabase } from '../../../support/emptied-database';
import { connectTo } from '../../../support/lifecycle-data-source';
import { GUEST, type World } from './world';

const SHOWN = 12;

/** A database that one world after the other is made in. */
export interface SurvivalLab {
  readonly client: Client;
  readonly name: string;
  /** Makes the world, and takes it away again after the work, whatever happens. */
  in(world: World, work: (app: DataSource) => Promise<void>): Promise<void>;
}

/** Registers the hooks of a block. */
export function useSurvivalLab(): SurvivalLab {
  // Registered first, as the connection ends behind it.
  afterAll(() => database.client.query(`DROP OWNED BY ${GUEST}; DROP ROLE ${GUEST}`));
  const database = useEmptiedDatabase();
  beforeAll(async () => {
    await database.client.query(
      `CREATE ROLE ${GUEST} LOGIN PASSWORD '${GUEST}'; GRANT CREATE ON DATABASE ${database.name} TO ${GUEST}`,
    );
  });
  return {
    get client() {
      return database.client;
    },
    get name() {
      return database.name;
    },
    async in(world, work) {
      try {
        await make(database.client, world);
        const app = await connectTo(urlOf(database, world), world.entities);
        await work(app).finally(() => app.destroy());
      } finally {
        await dropPublications(database.client);
        await database.empty();
      }
    },
  };
}

function urlOf({ url }: EmptiedDatabase, { guest }: World): string {
  if (!guest) return url;
  const asGuest = new URL(url);
  asGuest.username = GUEST;
  asGuest.password = GUEST;
  return asGuest.href;
}

async function make(client: Client, { sql }: World): Promise<void> {
  try {
    await client.query(sql.join(';\n'));
  } catch (cause) {
    throw new Error(`The world is wrong, not the product: ${(cause as Error).message}`, { cause });
  }
}

/** @throws Error that shows what is no more as it was; `allowed` says which new lines may be there */
export async function expectSurvived(
  what: string,
  before: DatabaseState,
  client: Client,
  { additions = 'any' }: { additions?: 'any' | 'none' } = {},
): Promise<void> {
  const changed = changes(before, await databaseState(client));
  const wrong = additions === 'any' ? changed.filter((line) => line.startsWith('-')) : changed;
  if (wrong.length === 0) return;
  const shown = changed.slice(0, SHOWN).join('\n');
  throw new Error(`${what}, ${wrong.length} lines of what was there before are not as they were:\n${shown}`);
}

export interface Boot {
  readonly created: readonly string[];
  /** Why it was refused; null when it was not. */
  readonly refusal: LifecyclePlanError | null;
}

/**
 * Boots as the app does: it creates what is missing, or is refused by a plan that says why.
 * @throws Error for any other end, and when planning and creating do not agree
 */
export async function boot(app: DataSource): Promise<Boot> {
  const plan: LifecyclePlan = await planMissingTables(app);
  try {
    const { created, statements } = await createMissingTables(app);
    const planned = plan.batches.flatMap((batch) => batch.statements.map(({ sql }) => sql));
    if (planned.join('\n') !== statements.join('\n')) throw new Error('What was run is not what was planned');
    return { created, refusal: null };
  } catch (error) {
    if (!(error instanceof LifecyclePlanError)) throw error;
    if (plan.problems.length === 0) throw new Error('The plan told of no problem', { cause: error });
    return { created: [], refusal: error };
  }
}
