import { ExitCode } from '../../errors/database-lifecycle.error';
import { GenerationRefusedError } from '../../errors/generation.error';
import { NoSourcesError } from '../../errors/migration.error';
import { shellWord } from '../../errors/shell.word';
import type { MigrationGenerateDocument } from '../../interfaces/command-documents.interface';
import { renameText } from '../../generate/rename.parser';
import { wantsBuild } from '../../migrations/migration.globs';
import { generateMigration, type Generation } from '../../migrations/write/migration.generator';
import type { LifecycleTarget } from '../../lifecycle.target';
import { migrationName } from '../../migrations/migration.name';
import { migrationSource } from '../../migrations/write/migration.template';
import { dropLines, lossLines, NOTHING_CHANGED, writtenLine } from '../../report/generate.lines';
import type { CommandOptions, CommandRun } from '../cli.command';
import { askRenames } from '../rename.step';
import { shownPath } from '../../report/shown.path';

/** What was called, as npm takes it; flags that lose data are left to the one who adds them. */
const commandLine = (name: string, { rename, dryRun }: CommandOptions): string =>
  [
    `npm run migration:generate -- ${name}`,
    typeof rename === 'string' ? `--rename ${shellWord(rename)}` : '',
    rename === false ? '--no-rename' : '',
    dryRun ? '--dry-run' : '',
  ]
    .filter(Boolean)
    .join(' ');

const json = ({ migrations, losses, drops }: Generation, dryRun: boolean): MigrationGenerateDocument => ({
  generated: migrations.flatMap(({ written, up }) => (written ? [{ ...written, statements: up.length }] : [])),
  ...(dryRun
    ? { migrations: migrations.map(({ name, transaction, up, down }) => ({ name, transaction, up, down })) }
    : {}),
  losses,
  drops,
});

/** @param isToBuild whether the DataSource finds it only once it is compiled */
const provenLine = (isToBuild: boolean): string =>
  `Proven in a shadow database: up, down and up again. Read it, ${isToBuild ? 'build the app (npx nest build), ' : ''}then: npm run migration:run`;

function lines({ migrations, losses, drops }: Generation, { dataSource }: LifecycleTarget): string[] {
  if (migrations.length === 0) return [NOTHING_CHANGED];
  const isWritten = migrations.every(({ written }) => written !== null);
  return [
    ...lossLines(losses),
    ...dropLines(drops),
    ...migrations.map(({ written, ...migration }) =>
      written ? writtenLine(shownPath(written.file), migration.up.length) : migrationSource(migration.name, migration),
    ),
    ...(isWritten
      ? [provenLine(migrations.some(({ written }) => written && wantsBuild(dataSource, written.file)))]
      : []),
  ];
}

export const migrationGenerate: CommandRun<'migration:generate'> = async (context, options, argument) => {
  const { terminal, migrationsDirectory, shadowServer, progress } = context;
  const { target } = context.lifecycle;
  const name = migrationName(argument, 'migration:generate');
  if (!migrationsDirectory) throw new NoSourcesError('migration:generate');
  let { rename } = options;
  const generation = await generateMigration(target, {
    name,
    directory: migrationsDirectory,
    renames: rename as string | false | undefined,
    answer: async (questions) => {
      const { schema } = target.journal;
      const renames = await askRenames(terminal, questions, schema, commandLine(name, options));
      rename = renames.length > 0 && renames.map((one) => renameText(one, schema)).join(',');
      return renames;
    },
    agree: (losses) => {
      if (!options.allowDataLoss)
        throw GenerationRefusedError.losses(losses, `${commandLine(name, { ...options, rename })} --allow-data-loss`);
    },
    dryRun: options.dryRun === true,
    shadowServer,
    onStep: progress,
  });
  const isLeft = options.dryRun === true && generation.migrations.length > 0;
  return {
    json: json(generation, options.dryRun === true),
    text: lines(generation, target),
    exitCode: isLeft ? ExitCode.pending : ExitCode.ok,
  };
};
