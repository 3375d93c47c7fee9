import type { TrashConstraint } from '../interfaces/trash.interface';
import { pathOf } from '../sql/identifier';
import type { RestoreInput } from './restore.planner';

/** The foreign keys that can be put back, and those whose tables are gone, or go aside as the app's own by now. */
export function divideConstraints({ trash: { manifest }, going, ground }: RestoreInput): {
  readonly kept: readonly TrashConstraint[];
  readonly lost: readonly TrashConstraint[];
} {
  const tables = new Set(going.relations.map(pathOf));
  const absent = new Set(ground.constraints.filter(({ owner }) => owner === null).map(({ index }) => index));
  const isLost = ({ schema, table }: TrashConstraint, index: number): boolean =>
    absent.has(index) || tables.has(`${schema}.${table}`);
  return {
    kept: manifest.constraints.filter((constraint, index) => !isLost(constraint, index)),
    lost: manifest.constraints.filter(isLost),
  };
}
