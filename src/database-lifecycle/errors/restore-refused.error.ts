import type { Dependent } from '../interfaces/holdings.interface';
import type { TrashConstraint } from '../interfaces/trash.interface';
import { quoteIdentifier } from '../sql/identifier';
import { DatabaseLifecycleError, ExitCode, UNCHANGED, listed } from './database-lifecycle.error';

/** What was set aside can't be brought back as it was; nothing was changed. */
export class RestoreRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static altered(name: string, missing: readonly string[], strangers: readonly string[]): RestoreRefusedError {
    const lines = [
      ...missing.map((path) => `${path} is not there any more`),
      ...strangers.map((what) => `${what} is not part of it`),
    ];
    return new RestoreRefusedError(`${name} is not what was set aside:${listed(lines)}\n${UNCHANGED}`, [
      'Put it back as it was: move out what does not belong there, and in what does.',
    ]);
  }

  static recordsMissing(tables: readonly string[]): RestoreRefusedError {
    return new RestoreRefusedError(
      `TypeORM's own ${tables.join(' and ')} can not be read or does not exist, so its rows can not be brought back. ${UNCHANGED}`,
      ['TypeORM makes it again: npm run db:init for typeorm_metadata, npm run migration:run for the migrations.'],
    );
  }

  static inTheWay(obstacles: readonly string[]): RestoreRefusedError {
    return new RestoreRefusedError(
      `These hold names that are needed, and are not set aside as they are no tables or views, or others use them:${listed(obstacles)}\n${UNCHANGED}`,
      ['Rename or move them, then try again.'],
    );
  }

  static constraintsTaken(constraints: readonly TrashConstraint[]): RestoreRefusedError {
    const lines = constraints.map(({ schema, table, name }) => `constraint ${name} of table ${schema}.${table}`);
    return new RestoreRefusedError(
      `Foreign keys are to be put back, but their tables have constraints of the same names:${listed(lines)}\n${UNCHANGED}`,
      ['Rename or drop those, then try again.'],
    );
  }

  static dependents(dependents: readonly Dependent[]): RestoreRefusedError {
    return new RestoreRefusedError(
      `These are not this app's, and depend on the tables that are there now:${listed(dependents.map(({ what }) => what))}\n${UNCHANGED}`,
      [
        'Have them go along into the trash: npm run db:restore -- --include-dependents',
        'Or drop or detach them yourself, then try again.',
      ],
    );
  }

  static mayNotMakeSchemas(database: string, role: string): RestoreRefusedError {
    return new RestoreRefusedError(`Role ${role} may not create schemas in database ${database}. ${UNCHANGED}`, [
      `As the database's owner: GRANT CREATE ON DATABASE ${quoteIdentifier(database)} TO ${quoteIdentifier(role)};`,
    ]);
  }

  static mayNotGoHome(schemas: readonly string[], role: string): RestoreRefusedError {
    return new RestoreRefusedError(
      `Role ${role} may not create in ${schemas.join(', ')}, where the tables belong. ${UNCHANGED}`,
      schemas.map(
        (schema) =>
          `As the schema's owner: GRANT CREATE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`,
      ),
    );
  }

  static tooLarge(relations: number): RestoreRefusedError {
    return new RestoreRefusedError(
      `${relations} relations are more than the server's lock table holds in one transaction. ${UNCHANGED}`,
      ['Raise max_locks_per_transaction in postgresql.conf and restart the server.'],
    );
  }

  /** @param query SQL that lists the rows; null if the definition is too complex for one */
  static rowsUnfit(constraint: TrashConstraint, query: string | null, cause: Error): RestoreRefusedError {
    const { schema, table, name, definition } = constraint;
    return new RestoreRefusedError(
      `Table ${schema}.${table} has rows that foreign key ${name} does not allow on what comes back (${definition}). ${UNCHANGED}`,
      [
        query === null
          ? 'Delete or correct those rows, then try again.'
          : `Delete or correct those rows, then try again. They are, with the tables where they are now:\n     ${query}`,
      ],
      { cause },
    );
  }
}
