import type { Shortfall } from '../interfaces/readiness.interface';
import { DatabaseLifecycleError } from './database-lifecycle.error';

/** The option `onPending` is `fail`, and the database is behind the code. Nothing was changed. */
export class NotMigratedError extends DatabaseLifecycleError {
  constructor(place: string, { missing, pending }: Shortfall, hints: readonly string[]) {
    const found = [
      ...(pending.length > 0 ? [`pending migrations: ${pending.join(', ')}`] : []),
      ...(missing.length > 0 ? [`missing tables: ${missing.join(', ')}`] : []),
    ];
    super(
      `The database is behind this code, and in environment ${place} a start creates nothing: ${found.join('; ')}.`,
      [
        ...hints,
        pending.length > 0
          ? 'Run the migrations, then start again: npm run migration:run'
          : 'No migration is pending; see what was run: npm run migration:show, then write what lacks: npm run migration:generate -- <Name>',
        'Or start all the same, and be ready once they ran: set onPending to "unready".',
      ],
    );
  }
}
