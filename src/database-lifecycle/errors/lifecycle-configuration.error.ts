import { inspect } from 'node:util';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf } from '../sql/identifier';
import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';
import { unseenRemedies } from './unseen.remedy';

const which = (dataSource: string): string =>
  dataSource === 'default' ? 'the unnamed DataSource' : `DataSource "${dataSource}"`;

/** The module or the DataSource is set up in a way that can't work or isn't safe. */
export class LifecycleConfigurationError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  /**
   * @param found its value, as truthy as TypeORM takes it
   * @param isConnected whether TypeORM has acted by it already, which it does while it connects
   */
  static unsafeOption(option: string, found: unknown, isConnected: boolean): LifecycleConfigurationError {
    const is = found === true ? 'is true' : `is ${inspect(found, { depth: 1 })}, which TypeORM takes for true,`;
    return new LifecycleConfigurationError(
      `The DataSource option "${option}" ${is} beside DatabaseLifecycleModule; it alters or drops tables on its own${isConnected ? ', and TypeORM may have done so already, as it does that while it connects' : ''}.`,
      [
        `Remove "${option}" from the DataSource options (or set it to false): missing tables are created without it.`,
        ...(isConnected ? ['To be refused before TypeORM connects: dataSourceFactory: connectDataSource'] : []),
      ],
    );
  }

  static notInitialized(): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      'The DataSource is not initialized (never, not yet, or not any more), so its database can not be looked at.',
      [
        'Await dataSource.initialize() before. With manualInitialization or a dataSourceFactory of your own: in the factory, which Nest awaits before the lifecycle begins.',
      ],
    );
  }

  static noEntities(globs: readonly string[]): LifecycleConfigurationError {
    const where =
      globs.length > 0 ? `no file matched ${globs.join(', ')}` : 'the DataSource option "entities" is empty';
    return new LifecycleConfigurationError(
      `No entities found: ${where}. Without entities every database looks complete.`,
      [
        'List the entity classes in "entities", correct the glob, or set autoLoadEntities and register them with TypeOrmModule.forFeature().',
      ],
    );
  }

  static noMigrations(): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      'No migrations found: the DataSource option "migrations" is empty, or its glob matched no file, so there is nothing to prove.',
      [
        'List the migration classes in "migrations", or correct the glob: it has to match the files as the test runs them.',
      ],
    );
  }

  /**
   * @param folder where their files are, for the reader
   * @param globs of the option
   */
  static unseenMigrations(
    names: readonly string[],
    folder: string,
    globs: readonly string[],
  ): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The DataSource's option migrations does not find ${names.join(', ')} of ${folder}, so that a migration generated now would make once more what ${names.length === 1 ? 'it makes' : 'they make'}; no file was written.`,
      unseenRemedies(globs),
    );
  }

  static notPostgres(type: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(`The DataSource is of type "${type}", expected "postgres".`, [
      'DatabaseLifecycleModule reads the catalog of PostgreSQL; use it with a DataSource of type "postgres".',
      "Has the app one beside this, name it: DatabaseLifecycleModule.forRoot({ dataSource: '<name>' })",
    ]);
  }

  /**
   * @param dataSource `default` for the unnamed one
   * @param known names of those that there are
   */
  static noDataSource(dataSource: string, known: readonly string[]): LifecycleConfigurationError {
    if (known.includes(dataSource))
      return new LifecycleConfigurationError(
        `DatabaseLifecycleModule is to look after ${which(dataSource)}, which a module of the app keeps to itself.`,
        ['Let that module export it and be global: @Global() @Module({ providers, exports: providers })'],
      );
    const found = known.length > 0 ? known.map(which).join(', ') : 'none';
    const isNamed = dataSource !== 'default';
    return new LifecycleConfigurationError(
      `DatabaseLifecycleModule is to look after ${which(dataSource)}, which Nest does not find; the app has ${found}.`,
      [
        ...known.map(
          (name) =>
            `${which(name)}: DatabaseLifecycleModule.forRoot(${name === 'default' ? '' : `{ dataSource: '${name}' }`})`,
        ),
        isNamed
          ? `To have it, name it in TypeOrmModule.forRoot({ name: '${dataSource}', ... }); with forRootAsync() beside useFactory, as Nest does not see a name that the factory returns.`
          : 'To have it, import TypeOrmModule.forRoot() or forRootAsync() in the root module, without a name.',
      ],
    );
  }

  static registeredTwice(dataSource: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(`DatabaseLifecycleModule is registered twice for ${which(dataSource)}.`, [
      'Import it once, in the root module: it is global.',
      "Is one of them another DataSource's: DatabaseLifecycleModule.forRoot({ dataSource: '<name>' })",
    ]);
  }

  static malformedUrl(why: string, ofReplica = false): LifecycleConfigurationError {
    const option = ofReplica ? '"url" of a read replica (DATABASE_REPLICA_URLS)' : '"url" (DATABASE_URL)';
    return new LifecycleConfigurationError(`The DataSource option ${option} can not be read: ${why}.`, [
      'Write it as postgres://role:password@host:5432/database, with special characters of the password percent-encoded: node -p "encodeURIComponent(...)"',
    ]);
  }

  static noSchema(): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      'No schema of the search_path exists, or the role may use none of them (current_schema() is NULL), so a table without a schema has no place to go.',
      [
        'See the path: SHOW search_path; then CREATE SCHEMA ...; or GRANT USAGE, CREATE ON SCHEMA ... TO the role; or ALTER DATABASE ... SET search_path = public;',
        'Or set the DataSource option "schema".',
      ],
    );
  }

  static externalTables(cause: PostgresError): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The option externalTables does not work in an empty database: ${cause.message} (${cause.code}).`,
      ['Correct its statements; they run in each shadow database before the first migration.'],
      { cause },
    );
  }

  static noOptions(found: unknown): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The options of DatabaseLifecycleModule are ${inspect(found, { depth: 1 })}, expected an object, which may be empty.`,
      [
        'Return one from the factory: useFactory: () => ({}) takes the defaults. Braces without parentheses need a return, and ConfigService.get() is undefined for a name that it does not know.',
      ],
    );
  }

  /** @param whose `the table of entity Pet` */
  static journalTaken(journal: NamedObject, whose: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The option journalTable is '${journal.name}', and ${pathOf(journal)} is ${whose}; expected a name that nothing else has.`,
      ['Choose another one, or leave it out for its default, database_lifecycle_journal.'],
    );
  }

  static option(option: string, found: unknown, expected: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The option ${option} is ${inspect(found, { depth: 1 })}, expected ${expected}.`,
      [
        "Correct it, or leave it out for its default. A variable's value is a text, or not there: Number(process.env.X ?? 5000), process.env.X !== 'false'",
      ],
    );
  }

  static hooksOfRequest(provider: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The hooks of ${provider} are made for each request, or something that it injects is, and the lifecycle has none.`,
      ['Inject into it only providers of the default scope.'],
    );
  }

  static transientHooks(provider: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(
      `The hooks of ${provider} are of scope TRANSIENT: Nest makes them for each that injects them, and none to be called.`,
      ['Leave the scope out.'],
    );
  }

  static seeders(fault: string, remedy: string): LifecycleConfigurationError {
    return new LifecycleConfigurationError(fault, [remedy]);
  }
}
