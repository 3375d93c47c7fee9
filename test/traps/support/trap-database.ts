import { randomBytes } from 'node:crypto';
import {
  DataSource,
  EntitySchema,
  type ColumnType,
  type EntitySchemaColumnOptions,
  type EntitySchemaOptions,
} from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

import { readCatalog } from '../../support/catalog';
import { emptyDatabase } from '../../support/catalog-reset';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../../support/test-database';

type Options = Partial<Omit<PostgresDataSourceOptions, 'type'>>;
type Columns = Record<string, EntitySchemaColumnOptions>;

/** A role of one test, without any privilege but those that PUBLIC has. */
export interface TestRole {
  readonly name: string;
  /** The test's database, as this role. */
  readonly url: string;
}

/** An entity of one table with an `id` and the given columns. */
export const entity = (
  name: string,
  columns: Columns = {},
  options: Partial<EntitySchemaOptions<unknown>> = {},
): EntitySchema =>
  new EntitySchema({
    name: name.slice(0, 40),
    tableName: name,
    columns: { id: { type: 'integer', primary: true }, ...columns },
    ...options,
  } as EntitySchemaOptions<unknown>);

/** A column with a foreign key to a column of the parent. */
export const references = (parent: EntitySchema, type: ColumnType = 'integer', inverseSide = 'id', name?: string) =>
  ({ type, nullable: true, foreignKey: { target: parent.options.name, inverseSide, name } }) as const;

/** A real database that every test of a file finds empty, with DataSources and roles that end with the test. */
export class TrapDatabase {
  private database: TestDatabase;
  private dataSources: DataSource[] = [];
  private roles: string[] = [];

  get name(): string {
    return this.database.name;
  }

  get url(): string {
    return this.database.url;
  }

  query = <Row extends Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]> =>
    this.database.query<Row>(sql, parameters);

  /** A second session; it ends with the work. */
  session = onServer;

  catalog = (): Promise<string[]> => readCatalog(this.url);

  async tables(): Promise<string[]> {
    const rows = await this.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name <> 'database_lifecycle_journal' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  async connect(entities: PostgresDataSourceOptions['entities'], options: Options = {}): Promise<DataSource> {
    const dataSource = new DataSource({
      type: 'postgres',
      url: this.url,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
      entities,
      ...options,
    } as PostgresDataSourceOptions);
    this.dataSources.push(dataSource);
    return dataSource.initialize();
  }

  async role(): Promise<TestRole> {
    const name = `role_${process.env.JEST_WORKER_ID ?? 0}_${randomBytes(5).toString('hex')}`;
    const password = randomBytes(8).toString('hex');
    await this.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
    this.roles.push(name);
    const url = new URL(this.url);
    url.username = name;
    url.password = password;
    return { name, url: url.href };
  }

  readonly create = async (): Promise<void> => {
    this.database = await createEmptyDatabase();
  };

  readonly empty = async (): Promise<void> => {
    for (const dataSource of this.dataSources.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
    await onServer(serverUrl(), (client) => client.query(`ALTER DATABASE ${this.name} RESET ALL`));
    await onServer(this.url, emptyDatabase);
    for (const role of this.roles.splice(0)) await this.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  };

  readonly drop = async (): Promise<void> => {
    await this.database?.drop();
  };
}

/** Registers the hooks of a file and returns its database. */
export function useTrapDatabase(): TrapDatabase {
  const database = new TrapDatabase();
  beforeAll(database.create);
  afterEach(database.empty);
  afterAll(database.drop);
  return database;
}
