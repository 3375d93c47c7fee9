import type { CatalogSequence } from '../interfaces/catalog-snapshot.interface';

/** The greatest number of each type. */
export const LIMITS: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

const least = (type: string): string => String(-BigInt(LIMITS[type] ?? 0) - 1n);

/** How it counts is not for an entity to say: as it was set by hand, within what its type can hold from now on. */
export const withTuned = (wanted: CatalogSequence, current: CatalogSequence | undefined): CatalogSequence =>
  current === undefined
    ? wanted
    : {
        ...current,
        type: wanted.type,
        minimum: current.minimum === least(current.type) ? least(wanted.type) : current.minimum,
        maximum: current.maximum === LIMITS[current.type] ? LIMITS[wanted.type]! : current.maximum,
        ownedBy: wanted.ownedBy,
        identity: wanted.identity,
      };
