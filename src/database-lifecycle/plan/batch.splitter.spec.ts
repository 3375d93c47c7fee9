import type { ManagedKind } from '../interfaces/managed-relation.interface';
import { splitIntoBatches } from './batch.splitter';
import type { CompiledRelation } from './relation.compiler';

const compiled = (name: string, needs = '', kind: ManagedKind = 'table'): CompiledRelation => ({
  relation: { kind, schema: 's', name, entities: [name], columns: [] },
  create: [],
  laterIndexes: [],
  foreignKeys: [],
  needs: [...needs].map((needed) => `s.${needed}`),
  locks: 10,
});

/** The batches of the relations, each as the names in it, when a batch may hold about so many of them. */
const batches = (relations: CompiledRelation[], perBatch: number): string =>
  splitIntoBatches(relations, perBatch * 20)
    .map((batch) => batch.map(({ relation }) => relation.name).join(''))
    .join(' ');

describe('splitIntoBatches', () => {
  it('none for nothing', () => {
    expect(splitIntoBatches([], 6400)).toEqual([]);
  });

  it('one while all fit, in the given order', () => {
    expect(batches([compiled('b', 'a'), compiled('a')], 100)).toBe('ba');
  });

  it('views behind the tables, in the order of their needs', () => {
    const views = [compiled('y', 'x', 'view'), compiled('x', 'a', 'materialized view')];
    expect(batches([...views, compiled('a')], 100)).toBe('axy');
    expect(batches([...views, compiled('a')], 1)).toBe('a x y');
  });

  it('several beyond, each after what it needs', () => {
    expect(batches([compiled('d', 'c'), compiled('c', 'b'), compiled('b', 'a'), compiled('a')], 1)).toBe('a b c d');
  });

  it('a circle stays together, though it is larger than a batch', () => {
    const circle = [compiled('a', 'b'), compiled('b', 'c'), compiled('c', 'a')];
    expect(batches([compiled('d', 'a'), ...circle], 1)).toBe('abc d');
  });

  it('holds as much as fits, and never splits a table', () => {
    const names = [...'abcdefgh'];
    const split = splitIntoBatches(
      names.map((name) => compiled(name)),
      60,
    );
    expect(split.length).toBeGreaterThan(1);
    expect(split.flat().map(({ relation }) => relation.name)).toEqual(names);
    for (const batch of split.slice(0, -1)) expect(batch.length).toBe(split[0]!.length);
  });
});
