import { basename, dirname } from 'node:path';
import type { DataSource } from 'typeorm';
import { differenceLine } from '../../drift/difference.lines';
import { sameText } from '../../generate/renamed.text';
import { MigrationGenerationError } from '../../errors/generation.error';
import type { CatalogDifference } from '../../interfaces/catalog-difference.interface';
import type { DraftInput, MetadataRecord, MigrationDraft } from '../../interfaces/migration-draft.interface';
import type { MigrationFile } from '../../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { LendShadow } from '../../shadow/shadow.database';
import { pathOf } from '../../sql/identifier';
import { withSession } from '../../sql/sql.session';
import { catalogTextReader, compareMigrated, onShadow } from '../expected.catalogs';
import { loadMigrationFile, MigrationFileError } from '../check/file.checker';
import { readMetadata } from '../metadata.record';
import { runMigrations } from '../migration.runner';
import { RoundTripError } from '../check/round-trip';
import { checkRoundTrips } from '../check/round-trip.checker';

const STEPS = { down: 'down() does not undo what up() did', 'up again': 'up() after down() makes something else' };

/** Adds the classes of the written files to the DataSource, as if it had found them itself. */
function adopt({ migrations }: DataSource, written: readonly MigrationFile[]): void {
  for (const { file } of written) migrations.push(...loadMigrationFile(dirname(file), basename(file)));
}

const recordLines = (records: readonly MetadataRecord[] = []): string[] =>
  records.map(({ type, schema, table, name, value }) => JSON.stringify([type, schema, table, name, value])).toSorted();

const differenceOfRecords = (expected: readonly string[], actual: readonly string[]): string[] => [
  ...expected.filter((line) => !actual.includes(line)).map((line) => `typeorm_metadata lacks ${line}`),
  ...actual.filter((line) => !expected.includes(line)).map((line) => `typeorm_metadata is not to have ${line}`),
];

/**
 * Differences of hand-made views and indexes are expected: they follow a rename, or a column's other type, by themselves,
 * in their query, columns and casts.
 */
function isByHand({ wanted }: DraftInput): (difference: CatalogDifference) => boolean {
  const views = new Set(wanted.views.map(pathOf));
  const indexes = new Set(wanted.indexes.map(({ schema, table, name }) => [schema, table, name].join('.')));
  return ({ object: { kind, path }, attribute }) => {
    if (kind === 'index') return attribute === 'definition' && !indexes.has(path);
    const isView = kind === 'view' || kind === 'materialized view';
    return isView && (attribute === 'definition' || attribute === 'columns') && !views.has(path);
  };
}

/** Texts changed by a rename may quote names where PostgreSQL does not; that is no difference. */
const isSame = ({ expected, actual }: CatalogDifference): boolean =>
  expected !== null && actual !== null && sameText(expected, actual);

async function findings(
  target: LifecycleTarget,
  shadow: DataSource,
  written: readonly MigrationFile[],
  { result }: MigrationDraft,
  input: DraftInput,
): Promise<string[]> {
  await runMigrations(onShadow(target, shadow));
  adopt(shadow, written);
  const here: LendShadow = (work) => work(shadow);
  const nothingBefore = { checksums: new Map<string, string>() };
  const { fault, failure, migrated } = await checkRoundTrips(here, catalogTextReader(target), nothingBefore, []);
  if (failure !== null) return [failure];
  if (fault) return [`${fault.migration}: ${STEPS[fault.step]}`, ...fault.differences.map(differenceLine)];
  const found = await withSession(shadow, (session) => readMetadata(session, target.metadataTable));
  const isLeftAlone = isByHand(input);
  const differences = compareMigrated(result, migrated).filter((one) => !isLeftAlone(one) && !isSame(one));
  return [
    ...differences.map(differenceLine),
    ...differenceOfRecords(recordLines(input.records?.wanted), recordLines(found)),
  ];
}

/**
 * Runs the files that were just written, in a shadow database on top of those that there are: up makes what the entities
 * ask for, down what was before, up again the same.
 * @throws MigrationGenerationError when they do not
 */
export async function proveGenerated(
  target: LifecycleTarget,
  lend: LendShadow,
  written: readonly MigrationFile[],
  draft: MigrationDraft,
  input: DraftInput,
): Promise<void> {
  const reasons = await lend((shadow) => findings(target, shadow, written, draft, input)).catch((error: unknown) => {
    if (!(error instanceof RoundTripError || error instanceof MigrationFileError)) throw error;
    throw MigrationGenerationError.roundTrip([error.message], error);
  });
  if (reasons.length > 0) throw MigrationGenerationError.roundTrip(reasons);
}
