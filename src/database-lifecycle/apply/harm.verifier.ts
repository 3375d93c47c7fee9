import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { Movement } from '../interfaces/reset-plan.interface';
import { pathOf } from '../sql/identifier';
import type { Row } from '../sql/sql.session';
import { KEEP_IN_SIGHT, LOOK_BACK } from './earlier.query';
import { fingerprints, type Watch } from './fingerprint.query';
import { traces } from './trace.query';

/** A relation as it was before the transaction touched it. */
interface Inhabitant {
  readonly oid: string;
  readonly name: string;
  /** What its row in pg_class said of it. */
  readonly print: string;
}

/** A relation that the transaction has touched, as {@link traces} tells. */
interface Touched {
  readonly oid: string;
  readonly traced: boolean;
  readonly name: string | null;
  readonly written: boolean;
  /** What its row in pg_class says of it, where nothing else of it bears a trace; as with a new foreign key to it. */
  readonly print: string | null;
}

interface Harm {
  readonly what: string;
  /** Whether another session may have done it; see HarmfulChangeError. Default: `false` */
  readonly isDoubtful?: boolean;
}

/** What an operation may do to what was there before. */
export interface ProofScope {
  /** Paths of tables that may get or lose rows: TypeORM's records and the journal. */
  readonly writable: readonly string[];
  /** What must be elsewhere afterwards, and otherwise the same. */
  readonly moves: Movement['moves'];
  /** Oids of what is dropped. */
  readonly drops: readonly string[];
}

/** The prints that {@link readingsBefore} asked for. */
export type ReadingsBefore = readonly Row[];
/** What {@link readingsAfter} asked for, in the same order. */
export type ReadingsAfter = readonly [prints: readonly Row[], touched: readonly Row[], earlier: readonly Row[]];

/** To be sent before an operation, once in its transaction. */
export const readingsBefore = (watch: Watch): readonly [string, string] => [KEEP_IN_SIGHT, fingerprints(watch)];

/** The rows of {@link readingsBefore}, which were sent first. */
export const toReadingsBefore = ([, prints]: readonly (readonly Row[])[]): ReadingsBefore => prints!;

/** Watches the same relations by oid, even if what led to them was dropped. */
export const watchAgain = ({ without }: Watch, prints: ReadingsBefore): Watch => ({
  oids: prints.map(({ oid }) => String(oid)),
  paths: [],
  without,
});

/** Runs deferred triggers now, so that what they do is seen before COMMIT; undone by {@link PUT_OFF}. */
const DO_DEFERRED = ['SAVEPOINT lifecycle_proof', 'SET CONSTRAINTS ALL IMMEDIATE'];

/** What follows in the transaction, such as the seeders of a reset, may rely on what is deferred. */
const PUT_OFF = ['ROLLBACK TO SAVEPOINT lifecycle_proof', 'RELEASE SAVEPOINT lifecycle_proof'];

/** To be sent behind an operation, before its COMMIT. */
export const readingsAfter = (watch: Watch): readonly string[] => [
  ...DO_DEFERRED,
  fingerprints(watch),
  traces(watch.oids),
  LOOK_BACK,
  ...PUT_OFF,
];

/** The rows of {@link readingsAfter}, which were sent last. */
export const toReadingsAfter = (results: readonly (readonly Row[])[]): ReadingsAfter => {
  const [prints, touched, earlier] = results.slice(-3 - PUT_OFF.length);
  return [prints!, touched!, earlier!];
};

/** Paths of the relations that the transaction has touched and that are there now, those that it made among them. */
export const pathsTouched = ([, touched]: ReadingsAfter): ReadonlySet<unknown> =>
  new Set(touched.map(({ name }) => name));

const printsOf = (rows: readonly Row[]): Map<string, string> =>
  new Map((rows as { oid: string; print: string }[]).map(({ oid, print }) => [oid, print]));

/**
 * Proves, before COMMIT, that everything that was there before is still as it was, except for its place, and that none
 * of its rows were written. What the operation had to touch must have the content that it had; anything else may bear a
 * trace only in its row of pg_class, and that row must say what it said before. Other sessions leave no such traces.
 * Pure.
 * @throws HarmfulChangeError that names what this transaction changed
 */
export function verifyNoHarm(
  prints: ReadingsBefore,
  [printsNow, touched, earlier]: ReadingsAfter,
  { writable, moves, drops }: ProofScope,
): void {
  const touchedBy = new Map((touched as unknown as Touched[]).map((row) => [row.oid, row]));
  const [print, printNow] = [printsOf(prints), printsOf(printsNow)];
  const placeOf = new Map(moves.map(({ from, to }) => [pathOf(from), pathOf(to)]));
  const isAsItWas = (oid: string, own: string, ownNow: string | null): boolean =>
    ownNow === null ? print.has(oid) && print.get(oid) === printNow.get(oid) : own === ownNow;
  const harmOf = ({ oid, name, print: own }: Inhabitant): Harm[] => {
    const current = touchedBy.get(oid);
    const written = current?.written && !writable.includes(name) ? [{ what: `rows of ${name} were written` }] : [];
    // Without a trace of ours others changed it; but what we were to move must bear one.
    if (!current?.traced)
      return placeOf.has(name) ? [{ what: `${name} was not moved to ${placeOf.get(name)}` }] : written;
    if (current.name === null) return [{ what: `${name} was dropped` }];
    const isInPlace = current.name === (placeOf.get(name) ?? name);
    if (isInPlace && isAsItWas(oid, own, current.print)) return written;
    return [{ what: `${name} was altered`, isDoubtful: isInPlace && current.print !== null }, ...written];
  };
  const gone = new Set(drops);
  const harm = (earlier as unknown as Inhabitant[]).filter(({ oid }) => !gone.has(oid)).flatMap(harmOf);
  if (harm.length === 0) return;
  throw HarmfulChangeError.changed(
    harm.map(({ what }) => what),
    { isDoubtful: harm.every(({ isDoubtful }) => isDoubtful) },
  );
}
