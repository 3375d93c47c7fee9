import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** A command was called in a way that it does not understand; nothing was done. */
export class UsageError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  /** @param settings of npm's own that would look the same */
  static eatenByNpm(flags: readonly string[], settings: readonly string[], command: string): UsageError {
    const own = settings.map((setting) => ` (or npm's own setting "${setting}" is on)`).join('');
    return new UsageError(
      `npm took ${flags.join(' and ')} for itself, as no "--" stands before it${own}. What was meant is not guessed, so nothing was done.`,
      [`If you mean it: ${command}`],
    );
  }

  static flagWithoutForce(flag: string): UsageError {
    return new UsageError(`${flag} goes with --force only.`, [
      'Without --force what is there is left alone: npm run db:init',
    ]);
  }

  static dependentsWithoutUndo(): UsageError {
    return new UsageError(
      "--include-dependents and --no-undo do not go together: dropping for good never takes along what is not the app's.",
      ['Leave out --no-undo, and everything can be brought back: npm run db:init -- --force --include-dependents'],
    );
  }

  static confirmWithoutEnvironment(): UsageError {
    return new UsageError('--confirm goes with the name of an environment.', [
      'For example: npm run db:environment -- development --confirm <database>',
    ]);
  }

  static environmentName(name: string): UsageError {
    return new UsageError(
      `"${name}" can not be the name of an environment, expected at most 63 letters, digits, dots, dashes and underscores.`,
      ['For example: npm run db:environment -- production'],
    );
  }

  static journalLast(last: string): UsageError {
    return new UsageError(`--last ${last} is no number of entries, expected 1 to 999999.`, [
      'For example: npm run db:journal -- --last 50',
    ]);
  }

  static olderThan(age: string): UsageError {
    return new UsageError(`--older-than ${age} is no age, expected a number with m, h, d or w behind it.`, [
      'For example: npm run db:purge -- --older-than 7d',
    ]);
  }

  static nameAndAge(name: string, age: string): UsageError {
    return new UsageError(`${name} and --older-than ${age} can not go together: which of the two is meant?`, [
      `That one, whatever its age: npm run db:purge -- ${name}`,
      `All that are older: npm run db:purge -- --older-than ${age}`,
    ]);
  }

  static noLifecycleModule(module: string): UsageError {
    return new UsageError(`${module} does not import DatabaseLifecycleModule, which knows the app's tables.`, [
      'Add DatabaseLifecycleModule.forRoot() to its imports.',
    ]);
  }

  /** @param names of the DataSources that the app looks after */
  static dataSource(name: string | undefined, names: readonly string[]): UsageError {
    const which = `The app looks after ${names.length === 1 ? 'DataSource' : 'the DataSources'} ${names.join(', ')}`;
    const what = name === undefined ? `${which}; name one.` : `${which}, and none is named "${name}".`;
    return new UsageError(what, [
      `With the program: --data-source ${names[0]}; with runCli: its option dataSource.`,
      ...(name === undefined
        ? []
        : [`Or have it looked after: DatabaseLifecycleModule.forRoot({ dataSource: '${name}' })`]),
    ]);
  }

  static migrationName(name: string, command: string): UsageError {
    return new UsageError(
      `"${name}" can not be the name of a migration, expected letters and digits, beginning with a letter.`,
      [`For example: npm run ${command} -- AddVaccinations`],
    );
  }

  static rename(rename: string, why: string): UsageError {
    return new UsageError(`--rename ${rename}: ${why}.`, [
      'For example: npm run migration:generate -- RenameFields --rename users.name:full_name,users.mail:email',
    ]);
  }
}
