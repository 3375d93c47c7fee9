import type { CliCommand } from './cli.command';

/** Of a command that may lose rows. */
const CONSENT_FLAGS = [
  ['--confirm <database>', "the database's name, where there is no terminal to type it"],
  ['--remote <host>', "the server's host name, where it is another machine's"],
] as const;

/** Every command, in the order of the help. What a command does is loaded once it is called: help costs nothing. */
export const commands: readonly CliCommand[] = [
  {
    name: 'db:status',
    summary: 'the connection, every table with its state and record count, and what would be created; reads only',
    flags: [['--exact', 'count every row, where else large tables get an estimate']],
    load: () => (require('./commands/db-status.command') as typeof import('./commands/db-status.command')).dbStatus,
  },
  {
    name: 'db:init',
    summary: 'create only the missing tables; existing ones are left as they are',
    flags: [
      ['--seed', 'then run the seeders that are due'],
      ['--dry-run', 'print the statements that would run, and run none'],
      [
        '--force',
        "set every table of this app aside, with all its rows, and create it anew; asks for the database's name",
      ],
      ['--include-dependents', "with --force: what is not this app's and depends on its tables goes along"],
      ['--no-undo', 'with --force: drop the tables for good, where nothing could bring them back'],
      ...CONSENT_FLAGS,
    ],
    createsDatabase: true,
    load: () => (require('./commands/db-init.command') as typeof import('./commands/db-init.command')).dbInit,
  },
  {
    name: 'db:trash',
    summary: 'what resets have set aside, with sizes, record counts and ages, and how to bring it back; reads only',
    load: () => (require('./commands/db-trash.command') as typeof import('./commands/db-trash.command')).dbTrash,
  },
  {
    name: 'db:restore',
    summary: 'bring back what a reset has set aside, the newest or what is named; what is there now is set aside first',
    optionalArgument: ['trash', 'the one to bring back, as db:trash names it'],
    flags: [
      ['--include-dependents', "what is not this app's and depends on what is there now goes along"],
      ['--dry-run', 'print the statements that would run, and run none'],
      ...CONSENT_FLAGS,
    ],
    load: () => (require('./commands/db-restore.command') as typeof import('./commands/db-restore.command')).dbRestore,
  },
  {
    name: 'db:purge',
    summary: "delete for good what resets have set aside, all of it or what is named; asks for the database's name",
    optionalArgument: ['trash', 'the one to delete, as db:trash names it'],
    flags: [['--older-than <age>', 'only those that are older, e.g. 7d (m, h, d or w)'], ...CONSENT_FLAGS],
    load: () => (require('./commands/db-purge.command') as typeof import('./commands/db-purge.command')).dbPurge,
  },
  {
    name: 'db:seed',
    summary: 'run the seeders that are due; in production those of reference data only',
    flags: [
      ['--only <keys>', 'these seeders only, comma-separated'],
      ['--rows <list>', 'how many rows a seeder is to make: users=100000,pets=5000'],
      ['--fresh', "empty their tables first and run them anew, in one transaction; asks for the database's name"],
      ['--dry-run', 'print which seeders are due and why, and run none'],
      ...CONSENT_FLAGS,
    ],
    load: () => (require('./commands/db-seed.command') as typeof import('./commands/db-seed.command')).dbSeed,
  },
  {
    name: 'db:drift',
    summary: 'entities, migrations and the live database told apart; reads only',
    load: () => (require('./commands/db-drift.command') as typeof import('./commands/db-drift.command')).dbDrift,
  },
  {
    name: 'db:diagram',
    summary: 'the tables that the entities ask for and how they refer to each other, as a Mermaid diagram; reads only',
    load: () => (require('./commands/db-diagram.command') as typeof import('./commands/db-diagram.command')).dbDiagram,
  },
  {
    name: 'db:environment',
    summary:
      "the environment that the database belongs to; with a name, stamps it after asking for the database's name",
    optionalArgument: ['environment', 'e.g. production; without it the stamp is shown'],
    flags: [['--confirm <database>', "the database's name, where there is no terminal to type it"]],
    load: () =>
      (require('./commands/db-environment.command') as typeof import('./commands/db-environment.command'))
        .dbEnvironment,
  },
  {
    name: 'db:journal',
    summary: 'what was created, seeded, migrated and reset in the database, by whom and when; reads only',
    flags: [['--last <N>', 'how many entries (20)']],
    load: () => (require('./commands/db-journal.command') as typeof import('./commands/db-journal.command')).dbJournal,
  },
  {
    name: 'migration:run',
    summary: 'run the pending migrations, under the lifecycle lock',
    flags: [
      ['--dry-run', 'run them in a shadow database alone, and print each statement with the locks that it takes'],
    ],
    createsDatabase: true,
    load: () =>
      (require('./commands/migration-run.command') as typeof import('./commands/migration-run.command')).migrationRun,
  },
  {
    name: 'migration:revert',
    summary: 'revert the migration that was run last, under the lifecycle lock',
    flags: [
      ['--steps <N>', 'revert the last N'],
      ['--to <Name>', 'revert all that were run after this one, which stays'],
      ['--allow-data-loss', 'also drop tables and columns that hold rows or values'],
    ],
    load: () =>
      (require('./commands/migration-revert.command') as typeof import('./commands/migration-revert.command'))
        .migrationRevert,
  },
  {
    name: 'migration:show',
    summary: 'every migration, and whether this database has run it; reads only',
    load: () =>
      (require('./commands/migration-show.command') as typeof import('./commands/migration-show.command'))
        .migrationShow,
  },
  {
    name: 'migration:check',
    summary: 'prove in shadow databases that the migrations make what the entities ask for, and can be undone',
    flags: [
      ['--locks', 'also rehearse those that this database has not run: which locks they take, and who waits for what'],
      ['--since <Name>', 'undo, and with --locks rehearse, only those after this one, whatever this database has run'],
    ],
    load: () =>
      (require('./commands/migration-check.command') as typeof import('./commands/migration-check.command'))
        .migrationCheck,
  },
  {
    name: 'migration:stamp',
    summary: 'record migrations as run without running them, where the database is what they make',
    optionalArgument: ['Name', 'the last one to record; those before it are recorded, too'],
    flags: [['--all', 'record all that are pending']],
    load: () =>
      (require('./commands/migration-stamp.command') as typeof import('./commands/migration-stamp.command'))
        .migrationStamp,
  },
  {
    name: 'migration:generate',
    summary: 'write and prove a migration from what the migrations make to what the entities ask for',
    argument: ['Name', 'what it does, e.g. AddVaccinations'],
    flags: [
      [
        '--rename <list>',
        'what was renamed: table.old:new for a column, old:new or old:schema.new for a table, comma-separated',
      ],
      ['--no-rename', 'nothing was renamed: drop the old, add the new'],
      ['--allow-data-loss', 'write it although it drops or narrows what may hold data'],
      ['--dry-run', 'print it, and write no file'],
    ],
    load: () =>
      (require('./commands/migration-generate.command') as typeof import('./commands/migration-generate.command'))
        .migrationGenerate,
  },
  {
    name: 'migration:create',
    summary: 'write an empty migration',
    argument: ['Name', 'what it will do, e.g. MoveOwners'],
    load: () =>
      (require('./commands/migration-create.command') as typeof import('./commands/migration-create.command'))
        .migrationCreate,
  },
];
