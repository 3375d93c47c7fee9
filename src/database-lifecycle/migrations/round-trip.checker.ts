import type { DataSource } from 'typeorm';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { RoundTripFault } from '../interfaces/migration-check.interface';
import { unpackCatalog } from './packed.catalog';
import { RoundTripError, withRoundTrip, type ReadCatalogText } from './round-trip';

export interface RoundTripReport {
  /** What the migrations make from zero. */
  readonly migrated: CatalogSnapshot;
  readonly fault: RoundTripFault | null;
  /** A migration that threw on its way back, or up again: which, and why. */
  readonly failure: string | null;
}

/**
 * Runs the migrations up, down and up again, and stops at the first that does not undo or does not repeat itself.
 * @throws RoundTripError for a migration that throws in its first up()
 */
export const checkRoundTrips = (dataSource: DataSource, read: ReadCatalogText): Promise<RoundTripReport> =>
  withRoundTrip(dataSource, read, 0, async (trip) => {
    await trip.up();
    const migrated = unpackCatalog(trip.made);
    try {
      return { migrated, failure: null, fault: (await trip.down()) ?? (await trip.again()) };
    } catch (error) {
      if (!(error instanceof RoundTripError)) throw error;
      return { migrated, failure: error.message, fault: null };
    }
  });
