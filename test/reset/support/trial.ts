import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import type { EntitySet } from '../../corpus/entity-set';
import { dataSourceOf, prepare } from '../../corpus/reference';
import { lifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import { quotePath } from '../../../src/database-lifecycle/sql/identifier';
import { restoring, resetting } from './acts';
import { chanceOf, type Chance } from './chance';
import { databaseState, expectUnchanged } from './database.state';
import {
  DEPENDENT_KINDS,
  dropHung,
  dropPublications,
  PART_KINDS,
  randomDependents,
  REFUSED_KINDS,
  rootsOf,
  type Dependent,
} from './dependents';
import { fillAtRandom } from './row.filler';

/** One run: everything else is decided by the seed. */
export interface Trial {
  readonly set: EntitySet;
  readonly seed: string;
  /** The most rows of one table; 0 leaves them empty. */
  readonly rows: number;
  /** How often another reset comes behind the first; the first one's trash is restored all the same. */
  readonly resets: number;
  /** Whether the new tables are used before the old ones come back. */
  readonly used: boolean;
  /** Whether what was restored over is itself brought back, and set aside again. */
  readonly back: boolean;
  /** Of what is hung on the tables: only these, by their place; all when left out. */
  readonly only?: readonly number[];
}

export const trialOf = (set: EntitySet, seed: string): Trial => {
  const chance = chanceOf(`${seed} shape`);
  return {
    set,
    seed,
    rows: 10,
    resets: chance.pick([1, 1, 2]),
    used: chance.happens(0.8),
    back: chance.happens(0.4),
  };
};

export const describeTrial = ({ set, hung, ...trial }: Trial & { readonly hung?: readonly Dependent[] }): string =>
  [
    `set "${set.name}", ${JSON.stringify(trial)}`,
    ...(hung ?? []).map(({ kind, sql }, index) => `${index}: ${kind}: ${sql}`),
  ].join('\n  ');

async function hang(client: Client, { only }: Trial, managed: readonly string[], chance: Chance): Promise<Dependent[]> {
  const roots = await rootsOf(client, managed);
  const parts = randomDependents(roots, { kinds: PART_KINDS, most: 3, prefix: 'hung' }, chance);
  const hung = [...parts, ...randomDependents(roots, { kinds: DEPENDENT_KINDS, most: 3, prefix: 'also_hung' }, chance)];
  const chosen = hung.filter((_, index) => only?.includes(index) ?? true);
  for (const { sql } of chosen) await client.query(sql);
  return chosen;
}

/** What others come to hang on the new tables; a type that they use would stand in the way of the old one, and be refused. */
async function hangLater(client: Client, managed: readonly string[], chance: Chance): Promise<Dependent[]> {
  const kinds = REFUSED_KINDS;
  const hung = randomDependents(await rootsOf(client, managed), { kinds, most: 2, prefix: 'later' }, chance);
  for (const { sql } of hung) await client.query(sql);
  return hung;
}

/** Fresh, or not at all: a view that was never filled holds nothing to compare. */
async function refreshViews(client: Client, chance: Chance): Promise<void> {
  const { rows } = await client.query<{ path: string }>(
    `SELECT format('%I.%I', schemaname, matviewname) AS path FROM pg_matviews WHERE NOT starts_with(schemaname, 'trash_') ORDER BY 1`,
  );
  for (const { path } of rows.filter(() => chance.happens(0.8))) {
    await client.query(`REFRESH MATERIALIZED VIEW ${path} ${chance.pick(['', '', 'WITH NO DATA'])}`);
  }
}

/** Sets the sequences that no table owns back to where they are now: a new table's default may count on with one. */
async function keepSequences(client: Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ path: string }>(
    `SELECT oid::regclass::text AS path FROM pg_class s WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = s.oid AND refobjsubid > 0)`,
  );
  const kept = await Promise.all(
    rows.map(async ({ path }) => ({
      path,
      ...(await client.query(`SELECT last_value, is_called FROM ${path}`)).rows[0],
    })),
  );
  return async () => {
    for (const { path, last_value, is_called } of kept)
      await client.query('SELECT setval($1, $2, $3)', [path, last_value, is_called]);
  };
}

/** TypeORM's record of migrations, where chance wants one; what it says goes along with the tables. */
async function recordMigrations(client: Client, dataSource: DataSource, chance: Chance): Promise<() => Promise<void>> {
  if (chance.happens(0.5)) return () => Promise.resolve();
  const table = quotePath(lifecycleTarget(dataSource).migrationsTable);
  await client.query(`CREATE TABLE ${table} (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name character varying NOT NULL);
    INSERT INTO ${table} ("timestamp", name) SELECT 1700000000000 + g, 'Step' || g FROM generate_series(1, ${chance.integer(0, 3)}) g`);
  // By a number that its sequence is past: what comes back moves it no further.
  return async () => {
    await client.query(
      `DELETE FROM ${table} WHERE id = 1; INSERT INTO ${table} VALUES (0, 1800000000000, 'Meanwhile')`,
    );
  };
}

/**
 * Fills the set's tables, hangs on them what chance wants, resets, uses what is new, restores.
 * @throws Error when anything is not exactly as it was
 */
export async function runTrial(client: Client, url: string, trial: Trial): Promise<readonly Dependent[]> {
  const { set, seed, rows, resets, used, back } = trial;
  const chance = chanceOf(seed);
  await prepare(set, client, { schemas: false });
  const dataSource = await dataSourceOf(set, url).initialize();
  let hung: Dependent[] = [];
  try {
    const { created } = await createMissingTables(dataSource);
    hung = await hang(client, trial, created, chance);
    if (rows > 0) await fillAtRandom(client, dataSource, chance, { most: rows });
    await refreshViews(client, chance);
    const migrate = await recordMigrations(client, dataSource, chance);
    const rejoined = hung.flatMap((dependent) => dependent.rejoined ?? []);
    const before = await databaseState(client, { rejoined });

    if (hung.some(({ kind }) => REFUSED_KINDS.includes(kind))) {
      const refusal = await resetting(dataSource, { includeDependents: false }).catch((error: Error) => error);
      if ((refusal as { exitCode?: number }).exitCode !== 4) throw new Error('Not refused: a reset with dependents');
      await expectUnchanged('After a refused reset', before, client, { rejoined });
    }
    const putSequencesBack = await keepSequences(client);
    const first = await resetting(dataSource, { includeDependents: true });
    for (let reset = 1; reset < resets; reset += 1) {
      if (used)
        await fillAtRandom(client, dataSource, chanceOf(`${seed} between ${reset}`), { most: 4, only: created });
      await resetting(dataSource, { includeDependents: true });
    }
    if (used) {
      await fillAtRandom(client, dataSource, chanceOf(`${seed} after`), { most: 4, only: created });
      await putSequencesBack();
      await migrate();
      const later = await hangLater(client, created, chanceOf(`${seed} later`));
      rejoined.push(...later.flatMap((dependent) => dependent.rejoined ?? []));
      await client.query(
        `CREATE TABLE public.made_meanwhile (id serial PRIMARY KEY); INSERT INTO public.made_meanwhile DEFAULT VALUES`,
      );
    }
    const between = await databaseState(client, { rejoined });
    const over = await restoring(dataSource, first);
    if (back) {
      const again = await restoring(dataSource, over);
      await expectUnchanged('After what was restored over came back', between, client, { rejoined });
      await restoring(dataSource, again);
    }
    if (used) await client.query('DROP TABLE public.made_meanwhile');
    await dropHung(client, 'later');
    const { created: lacking } = await createMissingTables(dataSource);
    if (lacking.length > 0) throw new Error(`After the restore a boot creates ${lacking.join(', ')}`);
    await expectUnchanged('After reset and restore', before, client, { rejoined });
    return hung;
  } catch (error) {
    throw Object.assign(error as Error, { hung });
  } finally {
    await dataSource.destroy();
    await dropPublications(client);
  }
}
