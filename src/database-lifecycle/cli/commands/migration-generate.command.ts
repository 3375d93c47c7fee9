import { ExitCode } from '../../errors/database-lifecycle.error';
import { NoSourcesError } from '../../errors/migration.error';
import { UsageError } from '../../errors/usage.error';
import { generateMigration } from '../../migrations/migration.generator';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';

/** `add-vaccinations` becomes `AddVaccinations`, a class name. */
const pascalCase = (name: string): string =>
  name.replace(/(?:^|[-_\s])+(\w)/g, (_, letter: string) => letter.toUpperCase());

export const migrationGenerate: CommandRun = async (
  { lifecycle: { target }, migrationsDirectory, say },
  _,
  argument,
) => {
  const name = pascalCase(argument);
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw UsageError.migrationName(argument);
  if (!migrationsDirectory) throw new NoSourcesError();
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
