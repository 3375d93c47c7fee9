import type { DifferenceSeverity } from '../interfaces/catalog-difference.interface';
import type { DriftReport } from '../interfaces/drift-report.interface';

/** How many differences the report tells, on all its sides. */
export function bySeverity({
  entitiesAheadOfMigrations,
  changed,
  fromEntities,
}: DriftReport): Record<DifferenceSeverity, number> {
  const counts = { additive: 0, locking: 0, 'data-loss': 0, cosmetic: 0 };
  const told = [entitiesAheadOfMigrations, changed.differences, fromEntities.differences].flat();
  for (const { severity } of told) counts[severity] += 1;
  return counts;
}
