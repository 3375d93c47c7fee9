import { deflateSync, inflateSync } from 'node:zlib';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';

const FASTEST = { level: 1 };

/** A snapshot in a twentieth of its size, as many are kept at once: equal exactly when the bytes are. */
export type PackedCatalog = Buffer;

export const packCatalog = (text: string): PackedCatalog => deflateSync(text, FASTEST);

export const unpackCatalog = (packed: PackedCatalog): CatalogSnapshot =>
  JSON.parse(inflateSync(packed).toString()) as CatalogSnapshot;
