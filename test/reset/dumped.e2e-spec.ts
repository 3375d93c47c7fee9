import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ALL_ENTITIES } from '../cli/support';
import { noServer15, startServer15 } from '../shadow/server-15';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer } from '../support/test-database';
import { resetting, restoring } from './support/acts';
import { databaseState } from './support/database.state';
import { KeptDatabase } from './support/kept.database';
import { storedState } from './support/stored.state';

const BIN = '/usr/lib/postgresql/15/bin';

if (noServer15) process.stderr.write(`Skipped test/reset/dumped: ${noServer15}\n`);

/** On a server that there is a pg_dump for. */
(noServer15 ? describe.skip : describe)('a trash that was dumped and loaded elsewhere', () => {
  const usual = process.env.TEST_DATABASE_URL;
  let server: Awaited<ReturnType<typeof startServer15>>;

  beforeAll(async () => {
    server = await startServer15();
    process.env.TEST_DATABASE_URL = server.url;
  });
  afterAll(async () => {
    process.env.TEST_DATABASE_URL = usual;
    await server.stop();
  });

  it('is restored there: the same definitions, rows and next values', async () => {
    const kept = await KeptDatabase.make();
    const { client } = kept;
    const stored = await storedState(client, { placed: false });
    const trash = await resetting(kept.dataSource, { includeDependents: true });

    const copy = await createEmptyDatabase();
    const dump = execFileSync(join(BIN, 'pg_dump'), ['--no-owner', kept.database.url], { maxBuffer: 2 ** 28 });
    execFileSync(join(BIN, 'psql'), ['--quiet', '--set=ON_ERROR_STOP=1', copy.url], {
      input: dump,
      stdio: ['pipe', 'ignore', 'pipe'],
    });

    const dataSource = await connectTo(copy.url, ALL_ENTITIES);
    await restoring(dataSource, trash);
    await dataSource.destroy();
    const [catalog, loaded] = await onServer(copy.url, async (other) => [
      (await databaseState(other)).catalog,
      await storedState(other, { placed: false }),
    ]);
    expect(catalog).toEqual(kept.filled.catalog);
    const home = Object.entries(loaded).filter(([relation]) => !relation.startsWith('trash_'));
    expect(Object.fromEntries(home)).toEqual(stored);
    await copy.drop();
    await kept.drop();
  }, 120_000);
});
