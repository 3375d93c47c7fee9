import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import { ALL_ENTITIES } from '../../cli/support';
import { connectTo } from '../../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { chanceOf } from './chance';
import { databaseState, expectUnchanged, type DatabaseState } from './database.state';
import { fillAtRandom } from './row.filler';
import { trashSchemas } from './trash.schemas';

/** Of each kind of relation one, with a key, a trigger and a function of somebody else. */
const OTHERS = `
  CREATE TABLE visits (id serial PRIMARY KEY, animal int CONSTRAINT visits_animal REFERENCES animals (id) ON DELETE CASCADE);
  COMMENT ON CONSTRAINT visits_animal ON visits IS 'who came';
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER noted BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION note();
  CREATE VIEW animals_of_somebody AS SELECT * FROM animals;
  CREATE FUNCTION name_of(owners) RETURNS text LANGUAGE sql AS 'SELECT $1.name'`;

/** A database with two tables, two views and rows, and what hangs on them; it is to be as it was again and again. */
export class KeptDatabase {
  private constructor(
    readonly database: TestDatabase,
    readonly client: Client,
    readonly dataSource: DataSource,
    /** As it was filled. */
    readonly filled: DatabaseState,
  ) {}

  static async make(): Promise<KeptDatabase> {
    const database = await createEmptyDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const dataSource = await connectTo(database.url, ALL_ENTITIES);
    await createMissingTables(dataSource);
    await client.query(OTHERS);
    await fillAtRandom(client, dataSource, chanceOf('kept'));
    await client.query('REFRESH MATERIALIZED VIEW animal_count');
    return new KeptDatabase(database, client, dataSource, await databaseState(client, REJOINED));
  }

  /** @throws Error when anything that was there is not as it was */
  expectFilled(what: string): Promise<void> {
    return expectUnchanged(what, this.filled, this.client, REJOINED);
  }

  state(): Promise<DatabaseState> {
    return databaseState(this.client, REJOINED);
  }

  /** @throws Error when anything is not as in the given state */
  expectState(what: string, state: DatabaseState): Promise<void> {
    return expectUnchanged(what, state, this.client, REJOINED);
  }

  trashes(): Promise<string[]> {
    return trashSchemas(this.client);
  }

  async dropTrashes(): Promise<void> {
    for (const schema of await this.trashes()) await this.client.query(`DROP SCHEMA ${schema} CASCADE`);
  }

  /** Waits until no other session has anything open here, as it would end a moment after its client. */
  async othersEnded(): Promise<void> {
    const open = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (xact_start IS NOT NULL OR state = 'active')`;
    while ((await this.client.query(open)).rowCount! > 0);
  }

  async advisoryLocks(): Promise<number> {
    const { rowCount } = await this.client.query(
      `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND datname = current_database()`,
    );
    return rowCount!;
  }

  async drop(): Promise<void> {
    await this.dataSource.destroy();
    await this.client.end();
    await this.database.drop();
  }
}

const REJOINED = { rejoined: ['public.visits'] };
