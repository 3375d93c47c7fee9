import { statementAt } from './sql.session';

describe('statementAt', () => {
  const statements = ['SELECT 1', `SELECT '🐾'`, 'SELECT x'];
  const positionOf = (text: string): string => String([...statements.join('\n;\n').split(text)[0]!].length + 1);

  it.each([
    ['1', 'the first', statements[0]],
    [positionOf(`'🐾'`), 'one in the middle', statements[1]],
    [positionOf('x'), 'one behind a character of two units', statements[2]],
  ])('position %s lies in %s', (position, _which, statement) => {
    expect(statementAt(statements, { position } as never)).toBe(statement);
  });

  it('an error without a position belongs to the first that was not completed, if that is known', () => {
    expect(statementAt(statements, {} as never, 1)).toBe(statements[1]);
    expect(statementAt(statements, {} as never)).toBeUndefined();
  });
});
