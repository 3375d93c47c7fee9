import { ExitCode } from '../../errors/database-lifecycle.error';
import { NoSourcesError } from '../../errors/migration.error';
import { migrationName } from '../../migrations/migration.name';
import { writeEmptyMigration } from '../../migrations/write/migration.writer';
import type { CommandRun } from '../cli.command';
import { shownPath } from '../../report/shown.path';

export const migrationCreate: CommandRun<'migration:create'> = async (
  { lifecycle: { target }, migrationsDirectory },
  _,
  argument,
) => {
  const name = migrationName(argument, 'migration:create');
  if (!migrationsDirectory) throw new NoSourcesError('migration:create');
  const created = await writeEmptyMigration(target.dataSource, name, migrationsDirectory);
  return {
    json: { created },
    text: [`✅ Wrote ${shownPath(created.file)}. It is empty: fill in up() and down().`],
    exitCode: ExitCode.ok,
  };
};
