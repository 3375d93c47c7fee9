import type { DataSource } from 'typeorm';
import { MigrationGenerationError } from '../../errors/generation.error';
import { MigrationError } from '../../errors/migration.error';
import type { DraftInput } from '../../interfaces/migration-draft.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { LendShadow } from '../../shadow/shadow.database';
import { toName } from '../../sql/identifier';
import { withSession } from '../../sql/sql.session';
import { byHand } from '../by-hand';
import { planFromZero } from '../entity.key';
import {
  catalogReader,
  entityCatalogReader,
  onShadow,
  readEntityDatabase,
  type Extensions,
  type ReadCatalog,
} from '../expected.catalogs';
import { readMetadata } from '../metadata.record';
import { runMigrations } from '../migration.runner';
import { readPartAttachments } from './part-attachments.query';
import { treeClosures } from './tree.closures';
import { readViewAttachments } from './view-attachments.query';

const readSide = (target: LifecycleTarget, shadow: DataSource, read: ReadCatalog) =>
  withSession(shadow, async (session) => ({
    catalog: await read(session),
    records: await readMetadata(session, target.metadataTable),
    attachments: await readViewAttachments(session),
    partAttachments: await readPartAttachments(session),
  }));

/** What the migrations that there are make, which must run from zero. */
const currentSide = (target: LifecycleTarget, lend: LendShadow) =>
  lend(async (shadow) => {
    await runMigrations(onShadow(target, shadow)).catch((error: unknown) => {
      throw error instanceof MigrationError ? MigrationGenerationError.existing(error) : error;
    });
    return readSide(target, shadow, catalogReader(target));
  });

const wantedSide = async (target: LifecycleTarget, lend: LendShadow, beside: Extensions) => {
  const side = await readEntityDatabase(target, lend, (shadow) =>
    readSide(target, shadow, entityCatalogReader(target, beside)),
  );
  const { batches } = await planFromZero(target);
  return { ...side, created: batches.flatMap(({ statements }) => statements) };
};

const propertiesOf = ({ model }: LifecycleTarget): ReadonlyMap<string, string> =>
  new Map(
    [...model.metadatas].flatMap(([path, metadatas]) =>
      metadatas.flatMap((metadata) =>
        metadata.columns.map(
          (column) => [`${path}.${toName(column.databaseName)}`, `${metadata.name}.${column.propertyPath}`] as const,
        ),
      ),
    ),
  );

/** Reads both sides in shadow databases; the connected one is not looked at. */
export async function readDraftInput(target: LifecycleTarget, lend: LendShadow): Promise<DraftInput> {
  const migrated = currentSide(target, lend);
  const beside = async () => (await migrated).catalog.extensions;
  const [before, after] = await Promise.allSettled([migrated, wantedSide(target, lend, beside)]);
  if (before.status === 'rejected') throw before.reason;
  if (after.status === 'rejected') throw after.reason;
  const [current, wanted] = [before.value, after.value];
  return {
    current: current.catalog,
    wanted: wanted.catalog,
    created: wanted.created,
    attachments: current.attachments,
    partAttachments: current.partAttachments,
    records: { table: target.metadataTable, current: current.records, wanted: wanted.records },
    byHand: byHand(target),
    closures: treeClosures(target),
    properties: propertiesOf(target),
    // A DataSource with a schema of its own has it in all its statements.
    searchSchema:
      'schema' in target.dataSource.options && target.dataSource.options.schema ? undefined : target.journal.schema,
  };
}
