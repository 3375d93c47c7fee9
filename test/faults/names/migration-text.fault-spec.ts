import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type { MigrationQuery } from '../../../src/database-lifecycle/interfaces/migration-draft.interface';
import { migrationSource } from '../../../src/database-lifecycle/migrations/write/migration.template';
import { tokenize } from '../../../src/database-lifecycle/sql/sql.tokenizer';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { nastyName, nastyText } from './support/nasty.texts';

const RUNS = extent(200, 5_000);

const inQuotes = (text: string, quote: string): string => quote + text.replaceAll(quote, quote + quote) + quote;

/** Some statement with texts in it, long or short, as a draft of a migration has it. */
const query: fc.Arbitrary<MigrationQuery> = fc
  .record({
    name: nastyName,
    texts: fc.array(nastyText, { minLength: 1, maxLength: 4 }),
    comment: fc.option(nastyText, { nil: undefined }),
  })
  .map(({ name, texts, comment }) => ({
    query: `CREATE TABLE ${inQuotes(name, '"')} (${texts.map((text, at) => `"c${at}" text DEFAULT ${inQuotes(text, "'")}`).join(', ')})`,
    ...(comment !== undefined && { comment }),
  }));

/** Compiles the file as the app would, and runs it. */
async function run(source: string): Promise<string[]> {
  const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  const exports: Record<string, new () => { up(runner: unknown): Promise<void> }> = {};
  runInNewContext(transpileModule(source, { compilerOptions: options }).outputText, { exports });
  const sent: string[] = [];
  const runner = { query: async (sql: string) => void sent.push(sql) };
  await new exports.Made1!().up(runner);
  return sent;
}

/** Only white space between words may be another. */
const words = (sql: string): string[] => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('the text of a generated migration', () => {
  it(
    'sends exactly the statements that it was made of, whatever their names, texts and comments hold',
    async () => {
      await holds(RUNS, fc.array(query, { minLength: 1, maxLength: 2 }), async (up) => {
        const sent = await run(migrationSource('Made1', { transaction: 'shared', up, down: [] }));
        expect(sent.map(words)).toEqual(up.map((one) => words(one.query)));
      });
    },
    ENOUGH_MS,
  );
});
