import type { DataSource } from 'typeorm';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { RoundTripFault } from '../../interfaces/migration-check.interface';
import type { LendShadow } from '../../shadow/shadow.database';
import { migrationChecksum } from '../migration.checksum';
import { unpackCatalog } from './packed.catalog';
import type { ProofBook } from './proof.book';
import { proofChain, type Proof } from './proof.chain';
import { RoundTripError, withRoundTrip, type ReadCatalogText, type RoundTrip } from './round-trip';

export interface RoundTripReport {
  /** What the migrations make from zero. */
  readonly migrated: CatalogSnapshot;
  readonly fault: RoundTripFault | null;
  /** A migration that threw on its way back, or up again: which, and why. */
  readonly failure: string | null;
  /** Names of those that once sent other statements. */
  readonly changed: readonly string[];
  /** To be remembered; null when it is no proof, or none that is new. */
  readonly proof: Proof | null;
}

/** What the round trips are held against. */
export interface RoundTripRecords {
  /** Checksums of the migrations as they once ran, by name. */
  readonly checksums: ReadonlyMap<string, string>;
  /** What former runs have proven on this server; undefined where nothing is remembered. */
  readonly book?: ProofBook;
  /** How many of the first are history, which nobody can change any more: they are run, and not undone. Default: 0. */
  readonly history?: number;
}

const differing = ({ migrations, sent: { up } }: RoundTrip, checksums: ReadonlyMap<string, string>): number[] =>
  migrations.flatMap(({ name }, index) => {
    const checksum = checksums.get(name);
    return checksum === undefined || checksum === migrationChecksum(up[index]!) ? [] : [index];
  });

/**
 * Whether it sends the same statements each time. If not, e.g. with the time of day, it can't be told from a changed
 * one.
 */
const repeats = ({ sent: { up, again } }: RoundTrip, index: number): boolean =>
  migrationChecksum(up[index]!) === migrationChecksum(again[index]!);

const changedOnes = (trip: RoundTrip, suspects: readonly number[]): string[] =>
  suspects.filter((index) => repeats(trip, index)).map((index) => trip.migrations[index]!.name);

/** @returns instead of a report the number of migrations that may be skipped, when that was fewer than `from` */
async function roundTrip(trip: RoundTrip, from: number, records: RoundTripRecords): Promise<RoundTripReport | number> {
  const { checksums, book, history = 0 } = records;
  await trip.up();
  const report = { migrated: unpackCatalog(trip.made), fault: null, failure: null, changed: [], proof: null };
  try {
    const down = await trip.down();
    if (down) return { ...report, fault: down };
    const suspects = differing(trip, checksums).filter((index) => index >= history);
    if (history > 0) {
      const again = await trip.again();
      return again ? { ...report, fault: again } : { ...report, changed: changedOnes(trip, suspects) };
    }
    const proof = proofChain(book?.ground ?? [], trip.steps());
    const known = book?.proven(proof) ?? 0;
    if (known < from) return known;
    const isProven = known === trip.migrations.length;
    if (isProven && suspects.length === 0) return report;
    const again = await trip.again();
    if (again) return { ...report, fault: again };
    return { ...report, changed: changedOnes(trip, suspects), proof: isProven ? null : proof };
  } catch (error) {
    if (!(error instanceof RoundTripError)) throw error;
    return { ...report, failure: error.message };
  }
}

/**
 * Runs the migrations up, down and up again, and stops at the first that fails its round trip. Those that were proven
 * before are run too, as only what they send shows that they are unchanged; but the catalog is not compared for them.
 * @throws RoundTripError for a migration that throws in its first up()
 */
export async function checkRoundTrips(
  lend: LendShadow,
  read: ReadCatalogText,
  records: RoundTripRecords,
  names: readonly string[],
): Promise<RoundTripReport> {
  const { book, history = 0 } = records;
  let from = history > 0 ? history : (book?.likelyProven(names) ?? 0);
  for (;;) {
    const outcome = await lend((shadow: DataSource) =>
      withRoundTrip(shadow, read, from, (trip) => roundTrip(trip, from, records), history),
    );
    if (typeof outcome !== 'number') return outcome;
    from = outcome;
  }
}
