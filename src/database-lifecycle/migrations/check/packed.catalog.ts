import { deflateSync, inflateSync } from 'node:zlib';
import { parseCatalog } from '../../drift/catalog.text';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';

const FASTEST = { level: 1 };

/** A snapshot in a twentieth of its size, as many are kept at once; where the bytes are equal, it is, too. */
export type PackedCatalog = Buffer;

export const packCatalog = (text: string): PackedCatalog => deflateSync(text, FASTEST);

export const unpackCatalog = (packed: PackedCatalog): CatalogSnapshot => parseCatalog(inflateSync(packed).toString());
