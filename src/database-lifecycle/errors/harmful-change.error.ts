import { DatabaseLifecycleError, listed } from './database-lifecycle.error';

const REPORT =
  'This is a fault of the plan, not of your data: please report it together with the statements of `npm run db:init -- --dry-run`.';

/** The proof of no harm failed: what was about to run, or had run, touches something that was there before. Rolled back. */
export class HarmfulChangeError extends DatabaseLifecycleError {
  /** One a line; none where nothing was run. */
  readonly changes: readonly string[] = [];
  /**
   * Whether another session may have made the changes. A foreign key to a table leaves our trace on its row of
   * pg_class; what others committed to that row while we waited for the table then looks like ours.
   */
  readonly isDoubtful: boolean = false;

  static forbidden(sql: string, why: string): HarmfulChangeError {
    return new HarmfulChangeError(`A planned statement is not a plain addition (${why}), so nothing was run: ${sql}`, [
      REPORT,
    ]);
  }

  /** @param triggers event triggers that may be to blame, quoted as needed; with any, the change counts as ours */
  static changed(
    changes: readonly string[],
    { triggers = [], isDoubtful = false }: { triggers?: readonly string[]; isDoubtful?: boolean } = {},
  ): HarmfulChangeError {
    const byTriggers = [
      `It may be what an event trigger of this database does with each statement: ${triggers.join(', ')}. If so, as a superuser: ${triggers.map((name) => `ALTER EVENT TRIGGER ${name} DISABLE;`).join(' ')} and ENABLE again after the creation. Or let the tables come from migrations, which may do so: autoCreate: false, npm run migration:run`,
      `Else it is a fault of the plan: please report it together with the statements of \`npm run db:init -- --dry-run\`.`,
    ];
    const error = new HarmfulChangeError(
      `The plan would have changed what was there before; its transaction was rolled back:${listed(changes)}`,
      triggers.length > 0 ? byTriggers : [REPORT],
    );
    return Object.assign(error, { changes, isDoubtful: isDoubtful && triggers.length === 0 });
  }
}
