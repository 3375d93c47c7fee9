import type { FindingSeverity, Rehearsal, RehearsedStatement, SafeRewrite } from '../interfaces/rehearsal.interface';
import { keepsWaiting, rehearsalLines } from './rehearsal.lines';

const index: SafeRewrite = { rule: 'index', steps: ['CONCURRENTLY'], source: 'https://example.org' };

const statement = (sql: string, rest: Partial<RehearsedStatement> = {}): RehearsedStatement => ({
  sql,
  parameters: 0,
  transaction: null,
  locks: [],
  lockSource: 'observed',
  held: [],
  rewrites: [],
  scans: [],
  findings: [],
  ...rest,
});

const found = (severity: FindingSeverity): RehearsedStatement =>
  statement('CREATE INDEX', { findings: [{ severity, message: severity, rewrites: [index] }] });

const rehearsal = (...statements: RehearsedStatement[]): Rehearsal => ({
  pending: ['One'],
  migrations: [{ name: 'One', statements }],
  failure: null,
  tables: {},
  history: false,
  notes: [],
  durationMs: 3,
});

const lines = (...statements: RehearsedStatement[]): string[] => rehearsalLines(rehearsal(...statements), 'public');

/** The title of each of so many migrations that share a transaction. */
const titles = (size: number): string[] => {
  const migrations = Array.from({ length: size }, (_, index) => ({
    name: `M${index}`,
    statements: [statement('SELECT 1', { transaction: 1 })],
  }));
  return rehearsalLines({ ...rehearsal(), migrations }, 'public').filter((line) => line.startsWith('📄'));
};

describe('the rehearsal as a person reads it', () => {
  it('advice is given in full once, and not at all for what nobody notices', () => {
    expect(lines(found('small'), found('unknown'), found('notice')).slice(1, 11)).toEqual([
      '   CREATE INDEX;',
      '     ✅ small',
      '   CREATE INDEX;',
      '     ⚠️ unknown',
      '       -> CONCURRENTLY',
      '          index: https://example.org',
      '   CREATE INDEX;',
      '     ℹ️ notice',
      '       -> as above: index',
      '',
    ]);
  });

  it('names the others of a transaction while they are few', () => {
    expect(titles(4)[0]).toBe('📄 M0 (one transaction, with M1, M2, M3)');
    expect(titles(300)[1]).toBe('📄 M1 (one transaction, with 299 others)');
  });

  it('names locks of before only on what a statement works on, and says whether locks were seen', () => {
    const held = ['public.a', 'public.b'].map((table) => ({
      table,
      mode: 'ACCESS EXCLUSIVE' as const,
      since: { migration: 'One', sql: 'LOCK' },
    }));
    expect(lines(statement('UPDATE', { held, locks: [{ table: 'public.a', mode: 'ROW EXCLUSIVE' }] }))[2]).toBe(
      '     🔒 still ACCESS EXCLUSIVE on a',
    );
    expect(
      lines(
        statement('VACUUM', {
          lockSource: 'documented',
          locks: [{ table: 'other.a', mode: 'SHARE UPDATE EXCLUSIVE' }],
          parameters: 2,
        }),
      ).slice(0, 3),
    ).toEqual([
      '📄 One (no transaction)',
      '   VACUUM; -- with 2 parameters',
      '     🔒 SHARE UPDATE EXCLUSIVE on other.a (as documented)',
    ]);
  });

  it('waiting is what blocks, or may for all we know', () => {
    const severities = ['blocking', 'unknown', 'small', 'notice'] as const;
    expect(severities.map((severity) => keepsWaiting(rehearsal(found(severity))))).toEqual([true, true, false, false]);
  });
});
