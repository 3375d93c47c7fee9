import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { layOutSql } from '../sql/sql.layout';

const INDENT = '    ';

const escapeTemplate = (text: string): string => text.replace(/[\\`]|\$(?=\{)/g, '\\$&');

function call({ query, parameters = [] }: MigrationQuery): string {
  const lines = layOutSql(query).map(escapeTemplate);
  const sql = lines.length === 1 ? lines[0]! : `\n${lines.map((line) => `${INDENT}  ${line}`).join('\n')}\n${INDENT}`;
  const values = parameters.length > 0 ? `, ${JSON.stringify(parameters)}` : '';
  return `${INDENT}await queryRunner.query(\`${sql}\`${values});`;
}

const method = (name: string, queries: readonly MigrationQuery[]): string =>
  [`  async ${name}(queryRunner: QueryRunner): Promise<void> {`, ...queries.map(call), '  }'].join('\n');

/** The TypeScript of a migration. */
export const migrationSource = (
  className: string,
  up: readonly MigrationQuery[],
  down: readonly MigrationQuery[],
): string =>
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
${method('up', up)}

${method('down', down)}
}
`;
