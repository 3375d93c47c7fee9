import { transpileModule } from 'typescript';
import type { QueryRunner } from 'typeorm';
import { migrationSource } from './migration.template';

/** What a migration with the given statements sends when it runs. */
async function sentBy(queries: { query: string; comment?: string }[]): Promise<unknown[][]> {
  const source = migrationSource('Added1', { transaction: 'shared', up: queries, down: [] });
  const { outputText } = transpileModule(source, { compilerOptions: { module: 1, target: 99 } });
  const exports: { Added1?: new () => { up(runner: QueryRunner): Promise<void> } } = {};
  new Function('exports', outputText)(exports);
  const sent: unknown[][] = [];
  await new exports.Added1!().up({
    query: async (...values: unknown[]) => sent.push(values),
  } as unknown as QueryRunner);
  return sent;
}

describe('migrationSource', () => {
  it.each([
    ['a backtick', 'COMMENT ON TABLE "a" IS \'`x`\''],
    ['what looks like an expression', `COMMENT ON TABLE "a" IS '\${process.exit()} $1'`],
    ['a backslash', `COMMENT ON TABLE "a" IS 'C:\\new\\table'`],
    ['a line break in a string', `COMMENT ON TABLE "a" IS 'one\n  two'`],
    ['a carriage return in a string', `COMMENT ON TABLE "a" IS 'one\r\ntwo'`],
  ])('sends a statement with %s as it is', async (_, query) => {
    expect(await sentBy([{ query }])).toEqual([[query]]);
  });

  it('keeps a comment a comment, though what it names holds the end of a line', async () => {
    const query = 'SELECT 1';
    expect(await sentBy([{ query, comment: 'Renames a\nb\u2028c' }])).toEqual([[query]]);
  });
});
