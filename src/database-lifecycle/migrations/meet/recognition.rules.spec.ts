import { NOTHING } from '../../../../test/support/nothing.catalog';
import type { CatalogColumn, CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { MigrationHistory } from './migration.history';
import { recognise } from './recognition.rules';

const EMPTY: CatalogSnapshot = { ...NOTHING, schemas: ['public'] };

/** `people: id integer, name text` */
function catalog(...tables: readonly string[]): CatalogSnapshot {
  const parsed = tables.map((text) => text.split(': ') as [string, string]);
  return {
    ...EMPTY,
    tables: parsed.map(([name]) => ({
      schema: 'public',
      name,
      kind: 'table',
      unlogged: false,
      partitionOf: null,
      inherits: null,
      comment: null,
    })),
    columns: parsed.flatMap(([table, columns]) =>
      columns.split(', ').map((column, index): CatalogColumn => {
        const [name = '', type = ''] = column.split(' ');
        const rest = { notNull: false, default: null, identity: null, generated: null, collation: null, comment: null };
        return { schema: 'public', table, name, position: index + 1, type, ...rest };
      }),
    ),
  };
}

/** What each migration leaves; the first stands before all of them. */
const historyOf = (...catalogs: readonly CatalogSnapshot[]): MigrationHistory =>
  ({
    before: { catalog: catalogs[0]! },
    effects: catalogs.slice(1).map((made, index) => ({ name: `M${index + 1}`, catalog: made })),
  }) as unknown as MigrationHistory;

const CREATED = 'people: id integer';
const WITH_NAME = 'people: id integer, name text';
const VISITS = 'visits: id integer';

describe('recognise', () => {
  it.each<[what: string, states: CatalogSnapshot[], live: CatalogSnapshot, answer: object]>([
    ['nothing is there', [EMPTY, catalog(CREATED)], EMPTY, { done: [], partial: [] }],
    ['all is there', [EMPTY, catalog(CREATED)], catalog(CREATED), { done: ['M1'], partial: [] }],
    [
      'a table in its final form counts for all that led to it',
      [EMPTY, catalog(CREATED), catalog(WITH_NAME)],
      catalog(WITH_NAME),
      { done: ['M1', 'M2'], partial: [] },
    ],
    [
      'a table in an earlier form leaves the later migration to run',
      [EMPTY, catalog(CREATED), catalog(WITH_NAME)],
      catalog(CREATED),
      { done: ['M1'], partial: [] },
    ],
    [
      'a new table is there, the change of an old one is not',
      [catalog(CREATED), catalog(CREATED, VISITS), catalog(WITH_NAME, VISITS)],
      catalog(CREATED, VISITS),
      { done: ['M1'], partial: [] },
    ],
    [
      'what was dropped is gone',
      [catalog(CREATED, VISITS), catalog(CREATED)],
      catalog(CREATED),
      { done: ['M1'], partial: [] },
    ],
    [
      'what is to be dropped is there',
      [catalog(CREATED, VISITS), catalog(CREATED)],
      catalog(CREATED, VISITS),
      { done: [], partial: [] },
    ],
    [
      'other people’s tables do not count',
      [EMPTY, catalog(CREATED)],
      catalog(CREATED, 'theirs: id integer'),
      { done: ['M1'], partial: [] },
    ],
  ])('%s', (_what, states, live, answer) => {
    const names = new Set(states.slice(1).map((_, index) => `M${index + 1}`));
    expect(recognise(historyOf(...states), live, names)).toMatchObject(answer);
  });

  it('names what lacks where only a part is there', () => {
    const history = historyOf(EMPTY, catalog(CREATED, VISITS));
    const { done, partial } = recognise(history, catalog(CREATED), new Set(['M1']));
    expect(done).toEqual([]);
    expect(partial).toMatchObject([{ name: 'M1', there: 2 }]);
    expect(partial[0]!.differences.map(({ change, object }) => `${change} ${object.path}`)).toEqual([
      'missing public.visits',
    ]);
  });

  it('takes a table that is there otherwise for a part, as it could not be made', () => {
    const history = historyOf(EMPTY, catalog(CREATED));
    const { done, partial } = recognise(history, catalog('people: id bigint'), new Set(['M1']));
    expect(done).toEqual([]);
    expect(partial).toMatchObject([{ name: 'M1', there: 1 }]);
  });

  it('in a state that no migration knows, what is to be added is a part, and what is to be changed still is', () => {
    const live = catalog('people: id integer, name citext');
    const adds = recognise(historyOf(catalog(CREATED), catalog(WITH_NAME)), live, new Set(['M1']));
    expect(adds).toMatchObject({ done: [], partial: [{ name: 'M1', there: 0 }] });
    const changed = catalog('people: id integer, name varchar');
    const changes = recognise(historyOf(catalog(WITH_NAME), changed), live, new Set(['M1']));
    expect(changes).toMatchObject({ done: [], partial: [] });
  });

  it('can not tell whether one that changes rows only was done, so that it runs', () => {
    const history = historyOf(EMPTY, catalog(CREATED), catalog(CREATED));
    const answer = recognise(history, catalog(CREATED), new Set(['M1', 'M2']));
    expect(answer).toEqual({ done: ['M1'], traceless: ['M2'], partial: [] });
  });

  it('leaves alone what was recorded before', () => {
    const history = historyOf(EMPTY, catalog(CREATED), catalog(WITH_NAME));
    expect(recognise(history, catalog(WITH_NAME), new Set(['M2']))).toMatchObject({ done: ['M2'], partial: [] });
  });
});
