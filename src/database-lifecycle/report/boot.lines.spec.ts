import { environmentNamed } from '../environment';
import type { CreationReport } from '../interfaces/lifecycle-report.interface';
import * as lines from './boot.lines';

const report = (created: string[], existing: number): CreationReport =>
  ({ created, existing, durationMs: 12.6 }) as unknown as CreationReport;

describe("the lines of a boot's log", () => {
  it('names new tables without the default schema', () => {
    expect(lines.newTables(['public.pets', 'shop.orders', 'publicity.ads'], 'public')).toBe(
      '🆕 New tables to create: pets, shop.orders, publicity.ads',
    );
  });

  it.each([
    [['a'], 0, '✅ Created 1 table in 13 ms'],
    [['a', 'b'], 1, '✅ Created 2 tables in 13 ms; the 1 that existed was left as found'],
    [['a'], 3, '✅ Created 1 table in 13 ms; the 3 that existed were left as found'],
    [[], 1, '✅ The one table exists, nothing to create (13 ms)'],
    [[], 3, '✅ All 3 tables exist, nothing to create (13 ms)'],
  ])('%j created beside %d: %s', (created, existing, line) => {
    expect(lines.created(report(created, existing))).toBe(line);
  });

  it('says whom it waits for', () => {
    const holder = { pid: 7, application: 'api', host: '10.0.0.1', role: 'app', state: 'active', seconds: 3 };
    expect(lines.waiting([holder])).toBe(
      '⏳ Another process is at work on this database, waiting for it: pid 7 (api, app@10.0.0.1, active, in its transaction since 3 s)',
    );
    expect(lines.waiting([{ ...holder, application: '', state: null, seconds: null }])).toContain(
      'pid 7 (no application name, app@10.0.0.1, unknown state)',
    );
    expect(lines.waiting([])).toContain('it has just ended');
  });

  it('tells what became of a seeder', () => {
    expect(lines.seeded({ key: 'users', outcome: 'seeded', rows: 4, why: '' })).toBe('🌱 Seeded users: 4 records');
    expect(lines.seeded({ key: 'users', outcome: 'skipped', rows: 0, why: 'public.users already holds rows' })).toBe(
      'Seeder users not run: public.users already holds rows',
    );
  });

  it('tells what is missing where nothing is created, and the command that creates it', () => {
    expect(lines.missingHere('production', ['public.users', 'public.pets'], ['AddPets1'])).toMatch(
      /Missing tables: public.users, public.pets\. In environment production .*npm run migration:run$/,
    );
    expect(lines.missingHere('production', ['public.users'], [])).toMatch(
      /, and no migration is pending; write one: npm run migration:generate -- <Name>, in development$/,
    );
    expect(lines.pendingHere('production', ['AddPets1'])).toMatch(
      /Pending migrations: AddPets1\. In environment production .*npm run migration:run$/,
    );
    expect(lines.hiddenRecord({ schema: 'public', name: 'migrations' }, 'app')).toContain(
      'GRANT SELECT ON "public"."migrations" TO "app";',
    );
    expect(lines.nothingCreatedHere('production')).toContain('all tables exist');
    expect(lines.whereNothingIsCreated(environmentNamed('production'))).toBe('production');
    expect(lines.whereNothingIsCreated(environmentNamed('test'))).toBe('test with autoCreate: false');
    expect(lines.unknownEnvironment('prod')).toContain('"prod" is none of development, test and production');
  });
});
