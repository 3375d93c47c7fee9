import { NOTHING } from '../../../test/support/nothing.catalog';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import { compareCatalogs } from './catalog.comparator';
import { driftOf, type DriftSides } from './drift.rules';

const schema = 'public';
const sequence = { start: '1', increment: '1', minimum: '1', maximum: '9', cache: '1', cycle: false, identity: false };

/** One of everything; what can differ about each says the word. */
const pets = (word: string): CatalogSnapshot => ({
  schemas: [schema],
  extensions: [{ name: 'citext', schema: word, version: '1' }],
  enums: [{ schema, name: 'Mood', labels: [word] }],
  sequences: [{ ...sequence, schema, name: 'ticket', type: word, ownedBy: null }],
  tables: [{ schema, name: 'pets', kind: 'table', unlogged: false, partitionOf: null, inherits: null, comment: word }],
  columns: [
    {
      schema,
      table: 'pets',
      name: 'moods',
      position: 1,
      type: 'public."Mood"[]',
      notNull: false,
      default: word,
      identity: null,
      generated: null,
      collation: null,
      comment: null,
    },
  ],
  constraints: [
    {
      schema,
      table: 'pets',
      name: 'ok',
      type: 'check',
      definition: `CHECK (${word})`,
      deferrable: false,
      deferred: false,
      valid: true,
    },
  ],
  indexes: [{ schema, table: 'pets', name: 'idx', definition: `CREATE INDEX idx ON pets (${word})`, valid: true }],
  views: [{ schema, name: 'seen', kind: 'view', definition: `SELECT ${word}`, columns: ['a text'], comment: null }],
});
const named = (name: string): CatalogSnapshot => ({
  ...NOTHING,
  tables: [{ schema, name, kind: 'table', unlogged: false, partitionOf: null, inherits: null, comment: null }],
});

const migration = (name: string, executed: boolean, inCode = true): MigrationStatus => ({
  name: name.replace(/\d$/, (digit) => `176400000000${digit}`),
  executed,
  inCode,
});

const sides = (policy: 'auto-create' | 'migrations-only', some: Partial<DriftSides>): DriftSides => ({
  environment: { name: 'here', policy, recognized: true },
  migrations: [],
  live: NOTHING,
  entities: NOTHING,
  hand: { tables: [], indexes: [] },
  migrated: { executed: NOTHING, all: NOTHING },
  ...some,
});

const changedPaths = (some: DriftSides): string[] => driftOf(some).changed.differences.map(({ object }) => object.path);
const ALL = [
  'citext',
  'public.Mood',
  'public.ticket',
  'public.pets',
  'public.pets.moods',
  'public.pets.ok',
  'public.pets.idx',
  'public.seen',
];

describe('what an auto-created table already has', () => {
  const migrated = { executed: pets('old'), all: pets('new') };

  it('is no change by hand where the entities ask for it', () => {
    expect(changedPaths(sides('auto-create', { live: pets('new'), entities: pets('new'), migrated }))).toEqual([]);
    expect(changedPaths(sides('auto-create', { live: pets('other'), entities: pets('new'), migrated }))).toEqual(ALL);
  });

  it('is one in production, also before any migration has run', () => {
    const live = { live: pets('new'), entities: pets('new'), migrated };
    expect(changedPaths(sides('migrations-only', { ...live, migrations: [migration('One1', true)] }))).toEqual(ALL);
    expect(changedPaths(sides('migrations-only', live))).toEqual(ALL);
  });
});

describe('a table that no executed migration made', () => {
  const unmade = { live: pets('new'), entities: { ...pets('old'), schemas: [schema, 'other'] } };

  it('is compared with the entities, and the types of its columns with it', () => {
    const [dev, fresh, production] = [
      sides('auto-create', unmade),
      sides('migrations-only', { ...unmade, migrations: [migration('One1', false)] }),
      sides('migrations-only', { ...unmade, migrations: [migration('One1', true), migration('Two2', false)] }),
    ].map((some) => driftOf(some).fromEntities.differences.map(({ object }) => object.path));
    const ofTheTable = ALL.filter((path) => path !== 'citext' && path !== 'public.ticket');
    expect(dev).toEqual(ofTheTable);
    expect(fresh).toEqual(ofTheTable);
    expect(production).toEqual([]);
  });
});

const agrees = (some: Partial<DriftSides>): boolean => driftOf(sides('migrations-only', some)).agree;

describe('all agree', () => {
  const One = migration('One1', true);

  it('unless the entities, the code or the database is ahead, or something was changed', () => {
    expect(agrees({ migrations: [One] })).toBe(true);
    expect(agrees({ migrations: [One, migration('Two2', true, false)] })).toBe(false);
    expect(agrees({ migrations: [migration('Zero0', true, false), One] })).toBe(false);
    expect(agrees({ migrations: [One, migration('Two2', false)] })).toBe(false);
    expect(agrees({ migrations: [One], entities: named('pets') })).toBe(false);
    expect(agrees({ migrations: [One], migrated: { executed: named('pets'), all: named('pets') } })).toBe(false);
  });

  it('tells migrations of a newer version from those that are gone', () => {
    const gone = (...names: string[]) => names.map((name) => migration(name, true, false));
    const { databaseAheadOfCode, goneFromCode } = driftOf(
      sides('migrations-only', { migrations: [migration('Two2', true), ...gone('One1', 'Other2', 'Three3')] }),
    );
    expect({ databaseAheadOfCode, goneFromCode }).toEqual({
      databaseAheadOfCode: ['Three1764000000003'],
      goneFromCode: ['One1764000000001', 'Other1764000000002'],
    });
  });
});

it('counts as others only tables that neither the entities nor any migration makes', () => {
  const live = { ...NOTHING, tables: ['dropped', 'later', 'pets', 'strange'].flatMap((name) => named(name).tables) };
  const migrated = { executed: named('dropped'), all: named('later') };
  expect(driftOf(sides('migrations-only', { live, entities: named('pets'), migrated })).others).toEqual([
    'public.strange',
  ]);
});

it('sees the kind of a table, where an extension is and its version, and the comment of a view', () => {
  const old = pets('old');
  const [table, view] = [old.tables[0]!, old.views[0]!];
  const found = compareCatalogs(old, {
    ...old,
    extensions: [{ name: 'citext', schema: 'new', version: '2' }],
    tables: [{ ...table, kind: 'partitioned table' }],
    views: [{ ...view, comment: 'new' }],
  });
  expect(found.map(({ object, attribute, severity }) => `${object.path} ${attribute} ${severity}`)).toEqual([
    'citext version cosmetic',
    'citext schema locking',
    'public.pets kind data-loss',
    'public.seen comment cosmetic',
  ]);
});
