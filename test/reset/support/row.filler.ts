import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { quoteLiteral, quotePath, toName } from '../../../src/database-lifecycle/sql/identifier';
import { JOURNAL } from '../../corpus/reference';
import type { Chance } from './chance';
import { fillableTables, type FillableTable } from './fillable.tables';
import { keyStatements, lossStatement, rowStatement, type Discriminator } from './row.statements';

/** What the lifecycle and TypeORM write themselves, under each name that the corpus gives it. */
export const RECORDS = [JOURNAL, 'migrations', 'typeorm_metadata', 'orm_facts'];

/** A random row may be wrong, as no value knows the checks, uniques and exclusions: then the next one is tried. */
const attempts = (statements: readonly string[], wanted: number): string => `DO $attempts$
  DECLARE statement text; done int := 0;
  BEGIN
    FOREACH statement IN ARRAY ARRAY[${statements.map(quoteLiteral).join(', ')}]::text[] LOOP
      EXIT WHEN done >= ${wanted};
      BEGIN
        EXECUTE statement;
        SET CONSTRAINTS ALL IMMEDIATE;
        SET CONSTRAINTS ALL DEFERRED;
        done := done + 1;
      EXCEPTION WHEN integrity_constraint_violation OR data_exception OR program_limit_exceeded THEN NULL;
      END;
    END LOOP;
    PERFORM set_config('test.done', done::text, false);
  END $attempts$`;

async function attempt(client: Client, statements: readonly string[], wanted = statements.length): Promise<number> {
  if (statements.length === 0 || wanted === 0) return 0;
  await client.query(attempts(statements, wanted));
  const { rows } = await client.query<{ done: number }>(`SELECT current_setting('test.done')::int AS done`);
  return rows[0]!.done;
}

/** A table comes after those that its keys can't do without. */
function parentsFirst(tables: readonly FillableTable[]): FillableTable[] {
  const ordered: FillableTable[] = [];
  const visiting = new Set<string>();
  const visit = (table: FillableTable): void => {
    if (visiting.has(table.path)) return;
    visiting.add(table.path);
    for (const { parent } of table.keys) {
      const found = tables.find(({ path }) => path === parent);
      if (found) visit(found);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}

const discriminatorsOf = (dataSource: DataSource): Map<string, Discriminator> =>
  new Map(
    dataSource.entityMetadatas.flatMap(({ discriminatorColumn, childEntityMetadatas, schema, tableName }) => {
      const values = childEntityMetadatas.map(({ discriminatorValue }) => discriminatorValue!).filter(Boolean);
      if (!discriminatorColumn || values.length === 0) return [];
      const path = quotePath({ schema: schema ?? 'public', name: toName(tableName) });
      return [[path, { column: discriminatorColumn.databaseName, values }] as const];
    }),
  );

/** Lets some sequences count on from elsewhere, called or not. */
async function moveCounters(client: Client, chance: Chance, only: Filling['only']): Promise<void> {
  const { rows } = await client.query<{ path: string; last: number | null; owner: string | null }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS path, last_value::int AS last,
       (SELECT t.relnamespace::regnamespace || '.' || t.relname FROM pg_depend d JOIN pg_class t ON t.oid = refobjid
        WHERE classid = 'pg_class'::regclass AND objid = format('%I.%I', schemaname, sequencename)::regclass AND refobjsubid > 0) AS owner
     FROM pg_sequences WHERE sequencename <> $1 AND NOT starts_with(schemaname, 'trash_') AND increment_by = 1 ORDER BY 1`,
    [`${JOURNAL}_id_seq`],
  );
  const chosen = rows.filter(({ owner }) => only === undefined || only.includes(owner ?? ''));
  for (const { path, last } of chosen.filter(() => chance.happens(0.3))) {
    await client.query('SELECT setval($1, $2, $3)', [path, (last ?? 1) + chance.integer(1, 50), chance.happens(0.5)]);
  }
}

export interface Filling {
  /** The most rows of one table. Default: 12. */
  readonly most?: number;
  /** Only these tables, each `schema.name`. Default: all. */
  readonly only?: readonly string[];
}

/**
 * Puts random rows into every table of the users, as many as chance wants, and lets some change and go again. Types,
 * keys, uniques, checks, exclusions and deferred constraints hold afterwards, as nothing is switched off.
 * @returns how many rows were put into each table, by its quoted path
 */
export async function fillAtRandom(
  client: Client,
  dataSource: DataSource,
  chance: Chance,
  { most = 12, only }: Filling = {},
): Promise<Map<string, number>> {
  const { tables, types } = await fillableTables(client, RECORDS);
  const ordered = parentsFirst(tables).filter(({ plain }) => only?.includes(plain) ?? true);
  const discriminators = discriminatorsOf(dataSource);
  const filled = new Map<string, number>();
  for (const table of ordered) {
    const wanted = chance.happens(0.08) ? 0 : chance.integer(1, most);
    let done = 0;
    for (let round = 0; round < 5 && done < Math.min(wanted, 1); round += 1) {
      const discriminator = discriminators.get(table.path);
      const statements = Array.from({ length: wanted * 2 }, () => rowStatement(table, types, chance, discriminator));
      done += await attempt(client, statements, wanted);
    }
    filled.set(table.path, done);
  }
  for (const table of ordered) {
    await attempt(client, keyStatements(table, chance));
    if (chance.happens(0.3)) await attempt(client, [lossStatement(table, chance)]);
  }
  await moveCounters(client, chance, only);
  return filled;
}
