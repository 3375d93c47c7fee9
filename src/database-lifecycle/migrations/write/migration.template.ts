import type { DraftPart, DraftTransaction, MigrationQuery } from '../../interfaces/migration-draft.interface';
import { layOutSql } from '../../sql/sql.layout';

/** A migration without its name. */
export type MigrationBody = Pick<DraftPart, 'transaction' | 'up' | 'down'>;

const INDENT = '    ';
const LONGEST_COMMENT = 112;

/** A template literal reads a carriage return as a line feed, so that it is written as an escape. */
const escapeTemplate = (text: string): string =>
  text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', String.raw`\r`);

/** Cut between words, and wherever JavaScript ends a line: a name may hold that. */
function commentLines(comment: string): string[] {
  const lines: string[] = [];
  for (const word of comment.split(/[ \n\r\u2028\u2029]/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_COMMENT) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${INDENT}// ${line}`);
}

function call({ query, comment }: MigrationQuery): string {
  const lines = layOutSql(query).map(escapeTemplate);
  const sql = lines.length === 1 ? lines[0]! : `\n${lines.map((line) => `${INDENT}  ${line}`).join('\n')}\n${INDENT}`;
  const statement = `${INDENT}await queryRunner.query(\`${sql}\`);`;
  return [...(comment === undefined ? [] : commentLines(comment)), statement].join('\n');
}

/** An empty one compiles under noUnusedParameters as well. */
function method(name: string, queries: readonly MigrationQuery[]): string {
  const parameter = queries.length > 0 ? 'queryRunner' : '_queryRunner';
  return [`  async ${name}(${parameter}: QueryRunner): Promise<void> {`, ...queries.map(call), '  }'].join('\n');
}

const TRANSACTIONS: Readonly<Record<DraftTransaction, string>> = {
  shared: '',
  own: '  /** Commits by itself, before the next one starts. */\n  readonly transaction = true;\n\n',
  none: '  /** What is done CONCURRENTLY can not be done in a transaction. */\n  readonly transaction = false;\n\n',
};

/** The TypeScript of a migration. */
export const migrationSource = (className: string, { transaction, up, down }: MigrationBody): string =>
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
${TRANSACTIONS[transaction]}${method('up', up)}

${method('down', down)}
}
`;
