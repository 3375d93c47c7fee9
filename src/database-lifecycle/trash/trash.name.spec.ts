import { trashNames } from './trash.name';

const AT = '2026-11-24T18:30:12.345678Z';

describe('trashNames', () => {
  it('names a trash after its second, and each further home by a number', () => {
    expect(trashNames(AT, 3, [])).toEqual([
      'trash_20261124_183012',
      'trash_20261124_183012_2',
      'trash_20261124_183012_3',
    ]);
  });

  it('takes no name twice, be it of one second', () => {
    const first = trashNames(AT, 2, []);
    const second = trashNames(AT, 2, first);
    expect(second).toEqual(['trash_20261124_183012_3', 'trash_20261124_183012_3_2']);
    expect(trashNames(AT, 1, [...first, ...second])).toEqual(['trash_20261124_183012_4']);
  });
});
