import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { CatalogSnapshot, PlannedStatement } from '../../src/database-lifecycle';
import type { MetadataRecord } from '../../src/database-lifecycle/interfaces/migration-draft.interface';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { catalogReader } from '../../src/database-lifecycle/migrations/expected.catalogs';
import { readMetadata } from '../../src/database-lifecycle/migrations/metadata.record';
import { createMissingTables, planIn } from '../../src/database-lifecycle/missing-tables';
import { SqlSession, withSession } from '../../src/database-lifecycle/sql/sql.session';
import { serverVersion } from '../support/server-version';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { baseModel } from './base.model';
import { BASE_ROWS } from './base.rows';
import { entitiesOf, forgetEntities } from './entities';
import type { Model } from './model';
import { readingsOf, type TableReading } from './stored.rows';

/** What a set of entities, or of migrations, makes. */
export interface Side {
  readonly snapshot: CatalogSnapshot;
  readonly records: readonly MetadataRecord[];
}

export interface EntitySide extends Side {
  /** All that it is made by. */
  readonly created: readonly PlannedStatement[];
}

export const METADATA_TABLE = { schema: 'public', name: 'typeorm_metadata' };

export const recordsIn = (session: SqlSession): Promise<MetadataRecord[]> => readMetadata(session, METADATA_TABLE);

export const dataSourceOf = async (model: Model, url: string): Promise<DataSource> => {
  const entities = entitiesOf(model);
  try {
    return await new DataSource({
      type: 'postgres',
      url,
      entities,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
    }).initialize();
  } finally {
    forgetEntities();
  }
};

/**
 * A base database with rows, copied for each case, so that all that happens there is committed as it would be; and an
 * empty one in which entities make their tables, in a transaction that is undone.
 */
export class Lab {
  private constructor(
    private readonly server: Client,
    private readonly template: TestDatabase,
    /** A copy of the template, to read what rows hold before anything happens to them. */
    readonly original: Place,
    /** A copy for transactions that are undone. */
    readonly bench: TestDatabase,
    private readonly empty: Place,
    readonly base: Side,
    readonly readings: readonly TableReading[],
  ) {}

  static async open(): Promise<Lab> {
    const template = await createEmptyDatabase();
    const dataSource = await dataSourceOf(baseModel(), template.url);
    await createMissingTables(dataSource);
    await template.query(BASE_ROWS);
    const base = await withSession(dataSource, async (session) => ({
      snapshot: await catalogReader(lifecycleTarget(dataSource))(session),
      records: await recordsIn(session),
    }));
    await dataSource.destroy();

    const server = new Client({ connectionString: serverUrl() });
    await server.connect();
    // Not even autovacuum may be there when it is copied.
    await server.query(`ALTER DATABASE ${template.name} ALLOW_CONNECTIONS false`);
    const original = await at(await copyOf(server, template));
    const empty = await at(await createEmptyDatabase());
    const bench = await copyOf(server, template);
    return new Lab(server, template, original, bench, empty, base, readingsOf(base.snapshot));
  }

  copy(): Promise<TestDatabase> {
    return copyOf(this.server, this.template);
  }

  /** What the entities of a DataSource make, wherever that is connected to. */
  async madeBy(dataSource: DataSource): Promise<EntitySide> {
    const target = lifecycleTarget(dataSource, { environment: 'test' });
    const { session } = this.empty;
    await session.send('BEGIN');
    try {
      const { plan } = await planIn(session, target);
      if (plan.problems.length > 0) throw new Error(plan.problems.map(({ message }) => message).join('\n'));
      const created = plan.batches.flatMap(({ statements }) => statements);
      await session.send(...created.map(({ sql }) => sql));
      return { created, snapshot: await catalogReader(target)(session), records: await recordsIn(session) };
    } finally {
      await session.send('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await Promise.all([leave(this.original), leave(this.empty), this.bench.drop(), this.template.drop()]);
    await this.server.end();
  }
}

/** A connection to a database that lives as long as the lab. */
interface Place {
  readonly database: TestDatabase;
  readonly session: SqlSession;
}

async function at(database: TestDatabase): Promise<Place> {
  const { url } = database;
  const dataSource = await new DataSource({ type: 'postgres', url, installExtensions: false }).initialize();
  return { database, session: new SqlSession(dataSource.createQueryRunner()) };
}

async function leave({ database, session: { runner } }: Place): Promise<void> {
  await runner.release();
  await runner.dataSource.destroy();
  await database.drop();
}

/** TypeORM's records name the database that they are in. */
const RECORDS_OF_HERE = 'UPDATE typeorm_metadata SET database = current_database() WHERE database IS NOT NULL';

let copies = 0;

async function copyOf(server: Client, template: TestDatabase): Promise<TestDatabase> {
  const name = `${template.name}_${(copies += 1)}`;
  // Whole files are quicker to copy than to log, for as little as this; before PostgreSQL 15 there is no other way.
  const strategy = serverVersion() >= 150_000 ? 'STRATEGY file_copy' : '';
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${template.name} ${strategy}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  await onServer(url.href, (client) => client.query(RECORDS_OF_HERE));
  return {
    name,
    url: url.href,
    query: (sql, parameters) =>
      onServer(url.href, async (client) => (await client.query<never>(sql, parameters as never[])).rows),
    drop: async () => {
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
