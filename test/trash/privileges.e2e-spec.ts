import type { DataSource } from 'typeorm';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { connectTo } from '../support/lifecycle-data-source';
import { ALL_ENTITIES } from '../cli/support';
import { ResetApp } from './support';

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was done',
    ({ message }: Error) => message,
  );

describe('a role that may not do everything', () => {
  let database: TestDatabase;
  let role: string;
  let dataSource: DataSource;
  let app: ResetApp;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    role = `${database.name}_app`;
    // Before PostgreSQL 15 anybody may create there.
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO ${role}; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    );
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    dataSource = await connectTo(url.href, ALL_ENTITIES);
    app = new ResetApp(dataSource, database.name);
    await app.create();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    await database.drop();
  });

  it('learns what it takes to set aside, or drops for good', async () => {
    const message = await refusal(app.reset());
    expect(message).toContain(`Role ${role} may not create schemas in database ${database.name}`);
    expect(message).toContain('npm run db:init -- --force --no-undo');
    const [grant] = /GRANT CREATE ON DATABASE .*;/.exec(message)!;
    expect(await app.reset({ undo: false })).toMatchObject({ trash: null, dropped: expect.any(Array) as string[] });
    await database.query(grant);
    expect((await app.reset()).trash).toMatch(/^trash_/);
  });

  it('learns what it takes to restore', async () => {
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    await app.reset();
    await database.query(
      `REVOKE CREATE ON SCHEMA public FROM ${role}; REVOKE CREATE ON DATABASE ${database.name} FROM ${role}`,
    );
    const schemas = await refusal(app.restore());
    expect(schemas).toContain(`Role ${role} may not create schemas in database ${database.name}`);
    await database.query(/GRANT CREATE ON DATABASE .*;/.exec(schemas)![0]);
    const home = await refusal(app.restore());
    expect(home).toContain(`Role ${role} may not create in public`);
    await database.query(/GRANT CREATE ON SCHEMA .*;/.exec(home)![0]);
    await app.restore();
  });

  it('moves and drops its own tables, though it gave up its privileges on their rows', async () => {
    const revoked = (schema: string) =>
      database.query(
        `GRANT CREATE ON DATABASE ${database.name} TO ${role}; REVOKE ALL ON ${schema}.owners FROM ${role}`,
      );
    await revoked('public');
    const { trash } = await app.reset();
    await app.restore();
    expect(await database.query(`SELECT to_regnamespace('${trash}') AS trash`)).toEqual([{ trash: null }]);
    expect((await app.reset({ undo: false })).dropped).toContain('public.owners');
  });

  it('does not drop with such a table a partition that it got while its lock was waited for', async () => {
    await database.query(`DROP TABLE animals CASCADE; DROP TABLE owners;
      CREATE TABLE owners (id serial PRIMARY KEY, name text NOT NULL, role owners_role_enum) PARTITION BY RANGE (id);
      ALTER TABLE owners OWNER TO ${role}; REVOKE ALL ON owners FROM ${role}`);
    await onServer(database.url, async (other) => {
      await other.query(
        `BEGIN; CREATE TABLE archive PARTITION OF owners DEFAULT; INSERT INTO archive VALUES (1, 'Ada')`,
      );
      const told = refusal(app.reset({ undo: false }));
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await database.query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await other.query('COMMIT');
      expect(await told).toContain('while its lock was waited for');
    });
    expect(await database.query('SELECT name FROM archive')).toEqual([{ name: 'Ada' }]);
  });

  it("does not move what is another's, nor takes a key off its table", async () => {
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role};
      CREATE TABLE toys (owner int REFERENCES owners); CREATE VIEW vips AS SELECT * FROM owners`);
    expect(await refusal(app.reset({ includeDependents: true }))).toContain(
      'This role may not move or drop tables that others own: public.vips (owner postgres), public.toys (owner postgres)',
    );
  });

  it('restores the record of migrations with no more privileges than a migration takes', async () => {
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role};
      CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO migrations ("timestamp", name) VALUES (1, 'First');
      GRANT SELECT, INSERT, DELETE ON migrations TO ${role}; GRANT USAGE ON SEQUENCE migrations_id_seq TO ${role}`);
    await app.reset();
    await database.query('DELETE FROM migrations');
    expect((await app.restore()).migrations.recordedAgain).toEqual(['First']);
  });

  it.each([
    ['a role that may not read it', 'REVOKE SELECT ON migrations FROM PUBLIC'],
    ['a policy that hides it', 'ALTER TABLE migrations ENABLE ROW LEVEL SECURITY'],
  ])(
    'does not take the record of migrations for an empty one, as which a restore would bring it back: %s',
    async (_, sql) => {
      await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role};
      CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO migrations ("timestamp", name) VALUES (1, 'First'); GRANT SELECT ON migrations TO PUBLIC; ${sql}`);
      expect(await refusal(app.reset())).toContain(`Role ${role} may not read all of public.migrations`);
      expect(await app.reset({ undo: false })).toMatchObject({ trash: null });
      await database.query('ALTER TABLE migrations RENAME TO elsewhere');
      await app.reset();
      await database.query('ALTER TABLE elsewhere RENAME TO migrations');
      expect(await refusal(app.restore())).toContain('public.migrations can not be read');
      expect(await database.query('SELECT name FROM migrations')).toEqual([{ name: 'First' }]);
    },
  );

  it("does not restore what is another's", async () => {
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    const { trash } = await app.reset();
    await database.query(`ALTER SCHEMA ${trash} OWNER TO postgres; ALTER TABLE ${trash}.animals OWNER TO postgres`);
    expect(await refusal(app.restore())).toContain(
      `that others own: ${trash}.animals (owner postgres), schema ${trash} (owner postgres)`,
    );
  });

  it('may have it restored by a superuser, and still owns it', async () => {
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    await app.reset();
    const superuser = await connectTo(database.url, ALL_ENTITIES);
    try {
      await new ResetApp(superuser, database.name).restore();
    } finally {
      await superuser.destroy();
    }
    const owners = await database.query(`SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`);
    expect(owners).toEqual([{ tableowner: role }]);
  });
});
