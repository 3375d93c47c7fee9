import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** SQLSTATE duplicate_table and duplicate_object: what a migration would make is there already. */
const ALREADY_THERE = new Set(['42P07', '42710']);

/** A migration threw; the transaction that it ran in was rolled back. */
export class MigrationError extends DatabaseLifecycleError {
  constructor(name: string, direction: 'up' | 'down', cause: unknown) {
    const { message, driverError } = cause as Error & { driverError?: PostgresError };
    const { code = '', detail, table, constraint } = driverError ?? {};
    const where = [table && `table ${table}`, constraint && `constraint ${constraint}`, detail].filter(Boolean);
    super(
      `Migration ${name} failed in ${direction}(): ${message}${where.length > 0 ? ` (${where.join(', ')})` : ''}. All of this run was rolled back.`,
      ALREADY_THERE.has(code)
        ? [
            'In development and test the tables are made without migrations. Run migrations on an empty database, or recreate nothing that is there.',
          ]
        : ['Correct the migration, then try again; see which have run: npm run migration:show'],
      { cause },
    );
  }
}

/** migration:generate writes a source file, and there are no sources here. */
export class NoSourcesError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor() {
    super('Migrations are written in a checkout of the sources; this is a build.', [
      'In a development checkout: npm run migration:generate -- <Name>',
    ]);
  }
}
