import { compareRows } from './row.comparator';

const row = (id: number, name: string) => JSON.stringify({ id, name });
const compare = (before: string[], after: string[], key = ['id']) => compareRows('public.roles', key, before, after);

describe('compareRows', () => {
  it('finds no difference in the order of rows', () => {
    expect(compare([row(1, 'a'), row(2, 'b')], [row(2, 'b'), row(1, 'a')])).toBeNull();
  });

  it('tells a changed row, with its columns, from one that went and one that came', () => {
    expect(compare([row(1, 'a'), row(2, 'b'), row(3, 'c')], [row(1, 'a'), row(2, 'B'), row(4, 'd')])).toEqual({
      table: 'public.roles',
      changed: [{ key: 'id=2', columns: ['name "b" -> "B"'] }],
      gone: [row(3, 'c')],
      added: [row(4, 'd')],
    });
  });

  it('counts equal rows of a table without a key', () => {
    expect(compare([row(1, 'a'), row(1, 'a')], [row(1, 'a'), row(1, 'a'), row(1, 'a')], [])).toEqual({
      table: 'public.roles',
      changed: [],
      gone: [],
      added: [row(1, 'a')],
    });
  });
});
