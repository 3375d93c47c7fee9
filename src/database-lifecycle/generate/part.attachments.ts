import type { MigrationQuery, PartAttachment } from '../interfaces/migration-draft.interface';
import { partKey, type TablePart } from './catalog.lookup';
import { query } from './ddl.text';
import type { Transition } from './transition';

/** What hung on a part of a table in the current catalog, and is put back where that is made anew. */
export type PartAttachments = (kind: PartAttachment['kind'], part: TablePart) => MigrationQuery[];

export const partAttachments =
  (attachments: readonly PartAttachment[] = []): PartAttachments =>
  (kind, part) =>
    attachments.filter((one) => one.kind === kind && partKey(one) === partKey(part)).map(({ sql }) => query(sql));

/** Of columns that are computed anew, and of indexes and constraints. */
export const attachAgain = ({
  to,
  columns,
  indexes,
  keysAndChecks,
  foreignKeys,
  parts,
}: Transition): MigrationQuery[] => [
  ...[...to.columns.values()].filter((column) => columns.replaced.has(column)).flatMap((one) => parts('column', one)),
  ...[...keysAndChecks.add, ...foreignKeys.add].flatMap((one) => parts('constraint', one)),
  ...indexes.add.flatMap((one) => parts('index', one)),
];
