import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../src/local-postgres';
import { onServer } from '../support/test-database';
import { bootProcess } from './boot.process';

const PROCESSES = 10;

/** On a server of its own, as its log is read. */
describe('many processes at once on an empty database', () => {
  let server: ThrowawayPostgres;

  beforeAll(async () => {
    server = await startThrowawayPostgres();
  });

  afterAll(() => server.stop());

  it('one creates, each seeder runs once, none fails, and the server logs no error', async () => {
    const [place] = await onServer(
      server.url,
      async (client) => (await client.query<{ data: string }>(`SELECT current_setting('data_directory') AS data`)).rows,
    );
    const boots = await Promise.all(Array.from({ length: PROCESSES }, () => bootProcess(server.url).result));

    expect(boots.filter(({ code }) => code !== 0)).toEqual([]);
    const count = (start: string): number =>
      boots.flatMap(({ lines }) => lines).filter((line) => line.startsWith(start)).length;
    expect(count('🆕 New tables to create: owners, animals')).toBe(1);
    expect(count('✅ Created 2 tables')).toBe(1);
    expect(count('✅ All 2 tables exist')).toBe(PROCESSES - 1);
    expect(count('🌱 Seeded owners: 4 records')).toBe(1);
    expect(count('🌱 Seeded animals: 4 records')).toBe(1);

    const journal = await onServer(
      server.url,
      async (client) => (await client.query('SELECT event, name FROM database_lifecycle_journal ORDER BY id')).rows,
    );
    expect(journal).toEqual([
      { event: 'environment', name: 'development' },
      { event: 'create', name: 'public.owners' },
      { event: 'create', name: 'public.animals' },
      { event: 'seed', name: 'owners' },
      { event: 'seed', name: 'animals' },
    ]);
    const log = readFileSync(join(dirname(place!.data), 'server.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log.split('\n').filter((line) => /ERROR|FATAL|PANIC|WARNING|deadlock/.test(line))).toEqual([]);
  }, 120_000);
});
