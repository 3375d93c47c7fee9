import type { compareCatalogs as Compare } from './catalog.comparator';
import type { snapshotCatalog as Snapshot } from './catalog.inspector';

/** Public, and loaded by the first call: no start needs them. */
export const compareCatalogs: typeof Compare = (...catalogs) =>
  (require('./catalog.comparator') as typeof import('./catalog.comparator')).compareCatalogs(...catalogs);

export const snapshotCatalog: typeof Snapshot = (...session) =>
  (require('./catalog.inspector') as typeof import('./catalog.inspector')).snapshotCatalog(...session);
