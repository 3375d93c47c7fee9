import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationLoss, ViewAttachment } from '../interfaces/migration-draft.interface';
import { createdDdl } from './created.ddl';
import { lossesBetween } from './loss.rules';
import { transition } from './transition';
import { planTransition } from './transition.planner';
import { viewAttachments } from './view.attachments';

/** What turns one state of a database into another within one transaction. */
export interface Adaptation {
  readonly statements: readonly string[];
  /** What they would lose, or fail for. */
  readonly losses: readonly MigrationLoss[];
}

/** As a migration's main part does it, but at once: nobody else is to go on reading and writing meanwhile. Pure. */
export const adaptation = (
  from: CatalogSnapshot,
  to: CatalogSnapshot,
  attachments: readonly ViewAttachment[],
): Adaptation => ({
  statements: planTransition(transition(from, to, createdDdl(), viewAttachments(attachments))).map(
    ({ query }) => query,
  ),
  losses: lossesBetween(from, to),
});
