import { environmentNamed } from '../environment';
import type { RelationStatus, StatusReport } from '../interfaces/status-report.interface';
import { statusLines } from './status.lines';
import { needsAction } from './status.report';
import { records, size } from './units';

const table = (status: Partial<RelationStatus>): RelationStatus => ({
  entity: 'User',
  table: 'public.users',
  kind: 'table',
  state: 'present',
  rows: 4,
  estimated: false,
  bytes: 65_536,
  ...status,
});

const report = (part: Partial<StatusReport> = {}): StatusReport => ({
  environment: 'development',
  stamp: null,
  treatedAs: 'development',
  connection: {
    version: '18.4',
    host: 'db',
    port: 5432,
    database: 'app',
    role: 'app',
    local: false,
    readOnly: null,
  },
  tables: [table({})],
  otherTables: 0,
  toCreate: [],
  statements: [],
  pendingMigrations: [],
  problems: [],
  warnings: [],
  ...part,
});

const linesOf = (part: Partial<StatusReport>, name = 'development') =>
  statusLines(report(part), { environment: environmentNamed(name), defaultSchema: 'public' });

describe('status', () => {
  it.each([
    [{}, '✅ users: 4 records (User), 64 kB'],
    [{ rows: 1 }, '✅ users: 1 record (User), 64 kB'],
    [{ rows: 0, bytes: 0 }, '✅ users: 0 records (User)'],
    [{ rows: 10_000_000, estimated: true }, '✅ users: ≈ 10,000,000 records (User), 64 kB'],
    [{ table: 'crm.users' }, '✅ crm.users: 4 records (User), 64 kB'],
    [{ kind: 'view', rows: null, bytes: 0 }, '✅ users: view (User)'],
    [{ kind: 'cache', entity: null }, "✅ users: 4 records (TypeORM's own), 64 kB"],
    [{ state: 'missing' as const, rows: null }, '🆕 users: missing, would be created (User)'],
    [{ state: 'hidden' as const, rows: null }, '🔒 users: exists, but this role has no privilege on it (User)'],
    [{ state: 'conflict' as const, rows: null }, '❌ users: something else has this name (User)'],
  ])('%j reads %s', (status, line) => {
    expect(linesOf({ tables: [table(status)] })).toContain(line);
  });

  it('never tells to create anything in production', () => {
    const text = linesOf(
      { tables: [table({ state: 'missing' })], toCreate: ['public.users'], pendingMigrations: ['A1'] },
      'production',
    ).join('\n');
    expect(text).toContain('-> npm run migration:run');
    expect(text).not.toMatch(/db:init|would be created/);
  });

  it.each([[null], [[]]])('tells to write a migration where %j is pending', (pendingMigrations) => {
    const part = { tables: [table({ state: 'missing' })], toCreate: ['public.users'], pendingMigrations };
    expect(linesOf(part, 'production').at(-1)).toBe(
      'Missing tables: users\n  -> npm run migration:generate -- <Name>, in development',
    );
  });

  const notice = { code: 'name-conflict', message: 'x' };
  it.each<[string, Partial<StatusReport>, boolean, boolean]>([
    ['all there', {}, false, false],
    ['no migrations in the app', { pendingMigrations: null }, false, false],
    ['a pending migration', { pendingMigrations: ['A1'] }, false, true],
    ['a missing table', { tables: [table({ state: 'missing' })] }, true, true],
    ['a hidden table', { tables: [table({ state: 'hidden' })] }, true, true],
    ['a problem', { problems: [notice] }, true, true],
    ['a column that is lacking', { warnings: [{ ...notice, code: 'needs-migration' }] }, true, true],
    ['any other warning', { warnings: [{ ...notice, code: 'case-twin' }] }, false, false],
  ])('%s: something to do in development %s', (_, part, development, production) => {
    expect(needsAction(report(part), true)).toBe(development);
    expect(needsAction(report(part), false)).toBe(production);
  });

  it.each([
    [0, '0 bytes'],
    [10_239, '10239 bytes'],
    [10_240, '10 kB'],
    [8_192_000, '8000 kB'],
    [20 * 1024 ** 2, '20 MB'],
    [5 * 1024 ** 5, '5120 TB'],
  ])('%i bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

  it('counts records in words', () => {
    expect([records(0), records(1), records(1234), records(5, true)]).toEqual([
      '0 records',
      '1 record',
      '1,234 records',
      '≈ 5 records',
    ]);
  });
});
