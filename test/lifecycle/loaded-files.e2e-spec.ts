import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { bootProcess } from './boot.process';

/** Rooms that a boot passes through, and of the large ones the files: a room that is not named here is not entered. */
const NEEDED = {
  apply: ['lifecycle.lock', 'lock.exclusion', 'stamp.guard'],
  connect: expect.any(Array) as string[],
  drift: ['drift.door'],
  errors: expect.any(Array) as string[],
  inspect: [
    'journal.inspector',
    'journal.query',
    'migration-record.query',
    'presence.inspector',
    'presence.query',
    'run-time.query',
  ],
  metadata: ['managed-relation.collector', 'naming.rules', 'postgres-driver', 'unsafe.options'],
  migrations: ['code.migrations', 'migration.name'],
  operations: ['hooks.explorer', 'lifecycle-hooks.decorator', 'operation', 'place'],
  ordering: ['dependency-groups'],
  plan: ['journal.statements', 'presence.rules', 'stamp.rules'],
  report: ['boot.lines', 'phase.line', 'stamp.lines', 'units'],
  seeding: [
    'canonical.json',
    'due-seeders',
    'seed.notes',
    'seeder.decorator',
    'seeder.explorer',
    'seeder.registry',
    'seeder.rules',
  ],
  sql: ['identifier', 'lock.holders', 'sql.session'],
  telemetry: ['measured'],
};

const byRoom = (files: readonly string[]): Record<string, string[]> => {
  const rooms: Record<string, string[]> = {};
  for (const file of files.filter((path) => path.includes('/')).toSorted()) {
    const [room, ...name] = file.split('/');
    (rooms[room!] ??= []).push(name.join('/'));
  }
  return rooms;
};

describe('a boot with nothing to do', () => {
  let database: TestDatabase;
  const loadedBy = async (): Promise<{ lines: readonly string[]; files: string[] }> => {
    const { code, lines, stderr } = await bootProcess(database.url, 'loaded.script.ts').result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const files = lines.at(-1)!.replace('loaded ', '').split(' ');
    return { lines, files: files.map((file) => file.replaceAll('\\', '/').replace(/\.ts$/, '')) };
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(() => database.drop());

  it('loads no file of what creates, seeds, migrates, resets or compares', async () => {
    const first = await loadedBy();
    expect(first.lines).toContainEqual(expect.stringContaining('Created 2 tables'));
    expect(first.files).toEqual(expect.arrayContaining(['missing-tables.creator', 'seeding/seeding.runner']));

    const second = await loadedBy();
    expect(second.lines).toContainEqual(expect.stringContaining('All 2 tables exist'));
    expect(byRoom(second.files)).toEqual(NEEDED);
    expect(second.files).not.toContain('missing-tables.creator');
  }, 120_000);
});
