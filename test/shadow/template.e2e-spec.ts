import { DataSource } from 'typeorm';
import { withShadows, type LendShadow } from '../../src/database-lifecycle/shadow/shadow.database';
import { parseTemplateName, TEMPLATE_PREFIX, templateName } from '../../src/database-lifecycle/shadow/template.name';
import { onServer } from '../support/test-database';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';
import { currentDatabase, misdirect, shadowsOn, withTarget } from './support';

const MADE = 'CREATE TABLE made (id int)';
const KEPT = 8;

/** From which database something is read, and what is in it. */
const read = async (dataSource: DataSource) => ({
  name: await currentDatabase(dataSource),
  tables: (
    await dataSource.query<{ name: string }[]>(
      `SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND oid >= 16384 ORDER BY 1`,
    )
  ).map(({ name }) => name),
});

describe('template databases', () => {
  let server: OwnServer;
  let databaseUrl: string;

  const sql = (statement: string, url = server.url) =>
    onServer(url, async (client) => (await client.query<Record<string, unknown>>(statement)).rows);
  const templates = async (): Promise<string[]> =>
    (await sql(`SELECT datname FROM pg_database WHERE starts_with(datname, '${TEMPLATE_PREFIX}') ORDER BY 1`)).map(
      ({ datname }) => String(datname),
    );
  const lent = <Result>(work: (lend: LendShadow) => Promise<Result>) =>
    withTarget(databaseUrl, (target) => withShadows(target, work));
  /** What was filled in this call, and from which database it was read. */
  const filled = async (key: string, ...statements: string[]) => {
    let fills = 0;
    const fill = async (dataSource: DataSource): Promise<void> => {
      fills += 1;
      for (const statement of statements) await dataSource.query(statement);
    };
    return { ...(await lent((lend) => lend.templates!.filled(key, fill, read))), fills };
  };

  beforeAll(async () => {
    server = await startOwnServer();
    databaseUrl = new URL('/app', server.url).href;
    await sql('CREATE DATABASE app');
  });
  afterEach(async () => {
    for (const name of await templates()) await sql(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  afterAll(() => server.remove());

  it('are filled once, and then read where they stand', async () => {
    const first = await filled('key', MADE);
    expect(first).toMatchObject({ fills: 1, tables: ['made'] });
    const [template] = await templates();
    expect(parseTemplateName(template!)!.createdAt).toBeGreaterThan(Date.now() - 60_000);
    expect(await shadowsOn(server.url)).toEqual([]);
    expect(await filled('key', MADE)).toEqual({ fills: 0, tables: ['made'], name: template });
    expect(await templates()).toEqual([template]);
  });

  it('are read only', async () => {
    await filled('key', MADE);
    const write = lent((lend) =>
      lend.templates!.filled(
        'key',
        async () => undefined,
        (dataSource) => dataSource.query('CREATE TABLE by_mistake (id int)'),
      ),
    );
    await expect(write).rejects.toThrow('read-only transaction');
  });

  it('are others for another key, another search path and another setting of the role', async () => {
    await filled('key', MADE);
    expect(await filled('other key', MADE)).toMatchObject({ fills: 1 });
    for (const setting of ['search_path TO public, pg_temp', `timezone TO 'Asia/Tokyo'`]) {
      await sql(`ALTER ROLE postgres SET ${setting}`);
      expect(await filled('key', MADE)).toMatchObject({ fills: 1 });
      expect(await filled('key', MADE)).toMatchObject({ fills: 0 });
      await sql('ALTER ROLE postgres RESET ALL');
    }
    expect(await filled('key', MADE)).toMatchObject({ fills: 0 });
  });

  it('leave nothing behind when filling fails, or a reader does', async () => {
    await expect(filled('key', 'CREATE TABLE made (id nonsense)')).rejects.toThrow('nonsense');
    const failing = lent((lend) =>
      lend.templates!.filled(
        'key',
        async () => undefined,
        async () => Promise.reject(new Error('as planned')),
      ),
    );
    await expect(failing).rejects.toThrow('as planned');
    expect([await templates(), await shadowsOn(server.url)]).toEqual([[], []]);
  });

  it('are at most eight, the newest, and never one that somebody looks into', async () => {
    for (let n = 0; n < KEPT + 2; n += 1) {
      await sql(
        `CREATE DATABASE ${templateName(String(n).padStart(24, '0'), 1_764_000_000_000 + n)} TEMPLATE template0`,
      );
    }
    const [oldest, second] = await templates();
    await onServer(new URL(`/${oldest}`, server.url).href, async () => {
      await filled('key', MADE);
      const left = await templates();
      expect(left).toContain(oldest);
      expect(left).not.toContain(second);
      expect(left).toHaveLength(KEPT + 1);
    });
  });

  it('are no more than one of a kind after several runs at once, each of which has what it needs', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => filled('key', MADE)));
    for (const { tables } of runs) expect(tables).toEqual(['made']);
    expect(await filled('key', MADE)).toMatchObject({ fills: 0 });
    expect(await templates()).toHaveLength(1);
    expect(await shadowsOn(server.url)).toEqual([]);
  });

  it('that another run drops right before they are connected to are made anew', async () => {
    await filled('key', MADE);
    const [template] = await templates();
    const initialize = Reflect.get(DataSource.prototype, 'initialize') as DataSource['initialize'];
    const racing = jest.spyOn(DataSource.prototype, 'initialize').mockImplementation(async function (this: DataSource) {
      if (this.options.database === template) await sql(`DROP DATABASE IF EXISTS ${template}`);
      return initialize.call(this);
    });
    try {
      expect(await filled('key', MADE)).toMatchObject({ fills: 1, tables: ['made'] });
    } finally {
      racing.mockRestore();
    }
    expect(await templates()).toEqual([expect.not.stringMatching(template!)]);
  });

  it('leave nobody connected where what was connected to is no template after all', async () => {
    await filled('key', MADE);
    const misled = withTarget(databaseUrl, (target, dataSource) => {
      misdirect(dataSource, databaseUrl, { database: 'app', application_name: 'misled' });
      return withShadows(target, (lend) => lend.templates!.filled('key', async () => undefined, read));
    });
    await expect(misled).rejects.toThrow('Connected to database app where the shadow');
    expect(await sql(`SELECT pid FROM pg_stat_activity WHERE application_name = 'misled'`)).toEqual([]);
  });

  it('that another role made are not trusted', async () => {
    const { fills } = await filled('key', MADE);
    expect(fills).toBe(1);
    const [template] = await templates();
    await sql(`CREATE ROLE stranger CREATEDB LOGIN PASSWORD 'secret'`);
    const url = new URL(databaseUrl);
    Object.assign(url, { username: 'stranger', password: 'secret' });
    const notes = withTarget(url.href, (target) =>
      withShadows(target, async (lend) => {
        await sql(`COMMENT ON DATABASE ${template} IS 'a lie'`);
        return lend.templates!.notes();
      }),
    );
    expect(await notes).toEqual([]);
  });

  it('carry notes as long as they are there', async () => {
    await filled('key', MADE);
    await lent((lend) => lend.templates!.note('key', `it's proven`));
    await lent((lend) => lend.templates!.note('no such key', 'lost'));
    expect(await lent((lend) => lend.templates!.notes())).toEqual([`it's proven`]);
  });
});
