import type { DataSource } from 'typeorm';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { RoundTripFault } from '../interfaces/migration-check.interface';
import { migrationChecksum } from './migration.checksum';
import { unpackCatalog } from './packed.catalog';
import { RoundTripError, withRoundTrip, type ReadCatalogText, type RoundTrip } from './round-trip';

export interface RoundTripReport {
  /** What the migrations make from zero. */
  readonly migrated: CatalogSnapshot;
  readonly fault: RoundTripFault | null;
  /** A migration that threw on its way back, or up again: which, and why. */
  readonly failure: string | null;
  /** Names of those that once sent other statements. */
  readonly changed: readonly string[];
}

/** One that sends other statements each time, e.g. with the time of day, can't be told from one that was changed. */
const changedOf = ({ migrations, sent: { up, again } }: RoundTrip, checksums: ReadonlyMap<string, string>): string[] =>
  migrations
    .filter(({ name }, index) => {
      const checksum = migrationChecksum(up[index]!);
      return checksum !== (checksums.get(name) ?? checksum) && checksum === migrationChecksum(again[index]!);
    })
    .map(({ name }) => name);

/**
 * Runs the migrations up, down and up again, and stops at the first that does not undo or does not repeat itself.
 * @param checksums of the migrations as they once ran, by name
 * @throws RoundTripError for a migration that throws in its first up()
 */
export const checkRoundTrips = (
  dataSource: DataSource,
  read: ReadCatalogText,
  checksums: ReadonlyMap<string, string>,
): Promise<RoundTripReport> =>
  withRoundTrip(dataSource, read, 0, async (trip) => {
    await trip.up();
    const migrated = unpackCatalog(trip.made);
    try {
      const fault = (await trip.down()) ?? (await trip.again());
      return { migrated, fault, failure: null, changed: fault ? [] : changedOf(trip, checksums) };
    } catch (error) {
      if (!(error instanceof RoundTripError)) throw error;
      return { migrated, fault: null, failure: error.message, changed: [] };
    }
  });
