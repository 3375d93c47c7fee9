import type { LockMode } from '../../interfaces/rehearsal.interface';
import { effectOf } from './effect.differ';
import type { LockState, RelationState } from './lock.state';
import type { ObservedStatement } from './observed.statement';
import { judgeRehearsal } from './rehearsal.judge';
import { judgeStatement } from './statement.judge';
import { severityOf, type LiveTables } from './table-size.rules';
import type { TableWording } from './table.wording';
import { growingWork } from './work.rules';

const NO_TABLES: LiveTables = { tables: new Map(), unread: null };
const wording: TableWording = { defaultSchema: 'public', live: NO_TABLES, representative: true };
const KEPT: readonly (readonly [string, LockMode])[] = [['public.a', 'ACCESS EXCLUSIVE']];

const observed = (sql: string, some: Partial<ObservedStatement> = {}): ObservedStatement => ({
  migration: 'One1',
  sql,
  parameters: 0,
  transaction: '1/2',
  locksSeen: true,
  existing: ['public.a'],
  taken: new Map(KEPT),
  held: new Map(KEPT),
  rewrites: [],
  scans: [],
  indexed: [],
  unindexed: [],
  ...some,
});

const since = { migration: 'One1', sql: 'LOCK a' };
const judged = (statement: ObservedStatement, held: readonly LockMode[] = []) =>
  judgeStatement(
    statement,
    {
      taken: [...statement.taken].map(([table, mode]) => ({ table, mode })),
      held: held.map((mode) => ({ table: 'public.b', mode, since })),
      source: 'observed',
    },
    wording,
  );
const rulesOf = (...args: Parameters<typeof judged>): string[] =>
  judged(...args).flatMap(({ rewrites }) => rewrites.map(({ rule }) => rule));

const live = (...sizes: [path: string, rows: number | null, bytes: number][]): LiveTables => ({
  tables: new Map(sizes.map(([path, rows, bytes]) => [path, { rows, bytes, estimated: false }])),
  unread: null,
});

describe('how bad it is', () => {
  const LIMIT = 10 * 1024 * 1024;

  it.each([
    ['one is large', live(['a', 5, 5], ['b', 10_001, 5]), 'blocking'],
    ['one is large, in development', live(['a', 5, 5], ['b', 5, LIMIT + 1]), 'blocking'],
    ['all are small', live(['a', 10_000, 5], ['b', null, LIMIT]), 'small'],
    ['of one nothing is known', live(['a', 5, 5]), 'unknown'],
  ] as const)('%s', (_name, tables, severity) => expect(severityOf(['a', 'b'], tables, true)).toBe(severity));

  it('what is small in development says nothing', () =>
    expect(severityOf(['a'], live(['a', 5, 5]), false)).toBe('unknown'));
});

describe('what is said of a statement', () => {
  it.each([
    ['SELECT 1; ALTER TABLE a ALTER b TYPE bigint', { rewrites: ['public.a'] }, ['type-change']],
    ['SELECT 1; DROP INDEX b', {}, ['drop-index']],
    ['SELECT 1; DROP TABLE a', {}, ['drop-table']],
    ['REINDEX TABLE CONCURRENTLY a', { indexed: ['public.a'] }, []],
  ])('%s', (sql, some, rules) => expect(rulesOf(observed(sql, some))).toEqual(rules));

  it('names a lock that is held only where it keeps somebody waiting', () => {
    const scanned = observed('ALTER TABLE a ALTER b DROP NOT NULL', { scans: ['public.a'] });
    expect(judged(scanned, ['ROW EXCLUSIVE'])).toMatchObject([
      { message: expect.not.stringContaining('is held since'), rewrites: [] },
    ]);
    expect(judged(scanned, ['SHARE'])).toMatchObject([
      { message: expect.stringContaining('SHARE on b is held since `LOCK a`'), rewrites: [{ rule: 'held-lock' }] },
    ]);
  });

  it.each([
    ['UPDATE a SET b = 1; SELECT 1', 'ROW EXCLUSIVE', ['public.a']],
    ['INSERT INTO a VALUES (1); SELECT 1', 'ROW EXCLUSIVE', []],
    ['SELECT f()', 'ROW EXCLUSIVE', ['public.a']],
    ['SELECT 1', 'ACCESS SHARE', []],
  ] as const)('whose rows change: %s', (sql, mode, changes) =>
    expect(growingWork(observed(sql, { taken: new Map([['public.a', mode]]) })).changes).toEqual(changes),
  );

  it('a rewrite beside TRUNCATE is work', () => {
    const rewrites = ['public.a'];
    expect(growingWork(observed('TRUNCATE a', { rewrites })).rewrites).toEqual([]);
    expect(growingWork(observed('TRUNCATE a; ALTER TABLE b ADD c uuid', { rewrites })).rewrites).toEqual(rewrites);
  });

  it('where the server counts no scans, that is said', () => {
    const performed = { migrations: [], statements: [], failure: null };
    const planned = { deploys: [], history: false, unknown: [] };
    const notes = (countsScans: boolean) => judgeRehearsal({ ...performed, countsScans }, wording, planned).notes;
    expect(notes(true)).toEqual([]);
    expect(notes(false)).toEqual([expect.stringContaining('track_counts is off')]);
  });
});

const state = (scans: number): LockState => ({
  transaction: '1/2',
  countsScans: true,
  locks: new Map(),
  relations: new Map<number, RelationState>([
    [1, { path: 'public.a', table: 1, file: 1, scans: 0 }],
    [2, { path: 'public.a_idx', table: 1, file: 2, scans }],
    [3, { path: 'public.b', table: 3, file: 3, scans }],
  ]),
});

it('counts scans of tables, not of indexes', () => {
  expect(effectOf(state(0), state(1), state(0).relations).scans).toEqual(['public.b']);
});
