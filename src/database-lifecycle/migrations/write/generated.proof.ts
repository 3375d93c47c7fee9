import { basename, dirname } from 'node:path';
import type { DataSource, MigrationInterface } from 'typeorm';
import { differenceLine } from '../../drift/difference.lines';
import { MigrationGenerationError } from '../../errors/generation.error';
import type { DraftInput, MetadataRecord, MigrationDraft } from '../../interfaces/migration-draft.interface';
import type { MigrationFile } from '../../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { LendShadow } from '../../shadow/shadow.database';
import { withSession } from '../../sql/sql.session';
import { catalogTextReader, compareMigrated, onShadow } from '../expected.catalogs';
import { isMigration, loadMigrationFile, MigrationFileError } from '../check/file.checker';
import { readMetadata } from '../metadata.record';
import { runMigrations } from '../migration.runner';
import { RoundTripError } from '../check/round-trip';
import { checkRoundTrips } from '../check/round-trip.checker';

const STEPS = { down: 'down() does not undo what up() did', 'up again': 'up() after down() makes something else' };

/** Its classes, run by the DataSource as if it had found the files by itself. */
function adopt({ migrations }: DataSource, written: readonly MigrationFile[]): void {
  for (const { file } of written)
    for (const exported of Object.values(loadMigrationFile(dirname(file), basename(file))))
      if (isMigration(exported)) migrations.push(new (exported as unknown as new () => MigrationInterface)());
}

const recordLines = (records: readonly MetadataRecord[] = []): string[] =>
  records.map(({ type, schema, table, name, value }) => JSON.stringify([type, schema, table, name, value])).toSorted();

const differenceOfRecords = (expected: readonly string[], actual: readonly string[]): string[] => [
  ...expected.filter((line) => !actual.includes(line)).map((line) => `typeorm_metadata lacks ${line}`),
  ...actual.filter((line) => !expected.includes(line)).map((line) => `typeorm_metadata is not to have ${line}`),
];

async function findings(
  target: LifecycleTarget,
  shadow: DataSource,
  written: readonly MigrationFile[],
  { result }: MigrationDraft,
  { records }: DraftInput,
): Promise<string[]> {
  await runMigrations(onShadow(target, shadow));
  adopt(shadow, written);
  const here: LendShadow = (work) => work(shadow);
  const nothingBefore = { checksums: new Map<string, string>() };
  const { fault, failure, migrated } = await checkRoundTrips(here, catalogTextReader(target), nothingBefore, []);
  if (failure !== null) return [failure];
  if (fault) return [`${fault.migration}: ${STEPS[fault.step]}`, ...fault.differences.map(differenceLine)];
  const found = await withSession(shadow, (session) => readMetadata(session, target.metadataTable));
  return [
    ...compareMigrated(result, migrated).map(differenceLine),
    ...differenceOfRecords(recordLines(records?.wanted), recordLines(found)),
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
