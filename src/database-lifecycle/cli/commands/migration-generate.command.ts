import { ExitCode } from '../../errors/database-lifecycle.error';
import { NoSourcesError } from '../../errors/migration.error';
import { generateMigration } from '../../migrations/migration.generator';
import { migrationName } from '../../migrations/migration.name';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';

export const migrationGenerate: CommandRun = async (
  { lifecycle: { target }, migrationsDirectory, say },
  _,
  argument,
) => {
  const name = migrationName(argument, 'migration:generate');
  if (!migrationsDirectory) throw new NoSourcesError('migration:generate');
  const { database } = target.dataSource.driver;
  say(`Comparing the entities with the connected database ${database}`);
  const generated = await generateMigration(target.dataSource, name, migrationsDirectory);
  return {
    json: { database, generated },
    text: generated
      ? [`✅ Wrote ${generated.file} (${count(generated.statements, 'statement')}). Read it before it runs.`]
      : [`✅ Nothing has changed: database ${database} is what the entities ask for, so no file was written.`],
    exitCode: ExitCode.ok,
  };
};
