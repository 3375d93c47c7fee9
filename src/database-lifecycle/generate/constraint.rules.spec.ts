import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import { answers, isBeyondEntities, withAdded } from './constraint.rules';

type Type = CatalogConstraint['type'];

const constraint = (type: Type, definition: string, valid = true): CatalogConstraint => ({
  schema: 'public',
  table: 'pets',
  name: 'c',
  type,
  definition,
  deferrable: false,
  deferred: false,
  valid,
});

const KEY = 'FOREIGN KEY (keeper, no) REFERENCES public.users(id, no)';

describe('what no decorator has words for', () => {
  it.each<[Type, string, string]>([
    ['primary key', 'PRIMARY KEY (id) INCLUDE (name)', 'PRIMARY KEY (id)'],
    ['primary key', 'PRIMARY KEY (id, at WITHOUT OVERLAPS)', 'PRIMARY KEY (id, at)'],
    ['unique', 'UNIQUE NULLS NOT DISTINCT (name) INCLUDE (age)', 'UNIQUE (name)'],
    ['check', 'CHECK ((age > 0)) NO INHERIT NOT ENFORCED', 'CHECK ((age > 0))'],
    ['foreign key', `${KEY} MATCH FULL ON UPDATE CASCADE`, `${KEY} ON UPDATE CASCADE`],
    ['foreign key', `${KEY} ON DELETE SET NULL (keeper) NOT ENFORCED`, `${KEY} ON DELETE SET NULL`],
    [
      'foreign key',
      'FOREIGN KEY (id, PERIOD at) REFERENCES public.users(id, PERIOD at)',
      'FOREIGN KEY (id, at) REFERENCES public.users(id, at)',
    ],
  ])('%s: %s', (type, definition, asked) => {
    const [there, wanted] = [constraint(type, definition), constraint(type, asked)];
    expect([there, wanted].map(isBeyondEntities)).toEqual([true, false]);
    expect([answers(there, wanted), answers(wanted, there)]).toEqual([true, false]);
    expect(withAdded(wanted, there).definition).toBe(definition);
  });

  it.each<[Type, string]>([
    ['check', `CHECK ((name <> ' NO INHERIT'::text))`],
    ['exclusion', 'EXCLUDE USING gist (at WITH &&) WHERE ((age > 0))'],
    ['foreign key', `${KEY} ON DELETE SET NULL`],
    ['unique', 'UNIQUE ("INCLUDE (a)")'],
  ])('%s: %s is nothing but that', (type, definition) => {
    expect(isBeyondEntities(constraint(type, definition))).toBe(false);
  });

  it('is to be valid, unless it is not enforced', () => {
    const wanted = constraint('check', 'CHECK ((age > 0))');
    const valid = (words: string): boolean =>
      withAdded(wanted, constraint('check', `CHECK ((age > 0))${words}`, false)).valid;
    expect([valid(''), valid(' NOT ENFORCED')]).toEqual([true, false]);
    expect(isBeyondEntities({ ...wanted, valid: false })).toBe(true);
  });
});
