import type { CatalogEnum } from '../interfaces/catalog-snapshot.interface';
import { quoteLiteral, quotePath } from '../sql/identifier';

/** Statements that put each new label behind the one before it, or before the one that was first. Can be repeated. */
export function addLabels(from: CatalogEnum, to: CatalogEnum): string[] {
  const there = new Set(from.labels);
  const [first] = from.labels;
  return to.labels.flatMap((label, index) => {
    if (there.has(label)) return [];
    const before = first === undefined ? '' : ` BEFORE ${quoteLiteral(first)}`;
    const place = index === 0 ? before : ` AFTER ${quoteLiteral(to.labels[index - 1]!)}`;
    return [`ALTER TYPE ${quotePath(to)} ADD VALUE IF NOT EXISTS ${quoteLiteral(label)}${place}`];
  });
}
