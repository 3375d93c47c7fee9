import type { Change } from '../change';
import { attributeChanges } from './attribute.changes';
import { columnChanges } from './column.changes';
import { enumChanges } from './enum.changes';
import { relationChanges } from './relation.changes';
import { typeChanges } from './type.changes';
import { viewChanges } from './view.changes';

/** Every change, each with a name of its own. */
export const changes: readonly Change[] = [
  ...columnChanges,
  ...typeChanges,
  ...enumChanges,
  ...attributeChanges,
  ...relationChanges,
  ...viewChanges,
];
