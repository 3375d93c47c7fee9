import type { Trash, UnreadableTrash } from '../interfaces/trash.interface';
import { quoteIdentifier } from '../sql/identifier';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** A trash of this app whose manifest is not what this version writes; it is never touched. */
export class UnreadableTrashError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /** @param older the newest that can be read, where the newest of all was asked for */
  constructor({ name, why }: UnreadableTrash, older?: Pick<Trash, 'name'>) {
    super(
      `The comment on schema "${name}" is no manifest that can be read (${why}), so nobody knows what belongs where. Nothing was changed.`,
      [
        'If a newer version of the app has set it aside, use that one.',
        `Put the comment back if you have it (it is in a dump, too), or move the tables yourself: ALTER TABLE ${quoteIdentifier(name)}.<table> SET SCHEMA <schema>;`,
        ...(older ? [`Bring back the older one instead: npm run db:restore -- ${older.name}`] : []),
      ],
    );
  }
}
