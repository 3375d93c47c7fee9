import { DatabaseLifecycleError } from './database-lifecycle.error';

const REPORT =
  'This is a fault of the plan, not of your data: please report it together with the statements of `npm run db:init -- --dry-run`.';

/** The proof of no harm failed: what was about to run, or had run, touches something that was there before. Rolled back. */
export class HarmfulChangeError extends DatabaseLifecycleError {
  static forbidden(sql: string, why: string): HarmfulChangeError {
    return new HarmfulChangeError(`A planned statement is not a plain addition (${why}), so nothing was run: ${sql}`, [
      REPORT,
    ]);
  }

  static changed(changes: readonly string[]): HarmfulChangeError {
    return new HarmfulChangeError(
      `The plan would have changed what was there before; its transaction was rolled back:\n${changes.map((change) => `  - ${change}`).join('\n')}`,
      [REPORT],
    );
  }
}
