import type { DataSource } from 'typeorm';
import { MigrationGenerationError } from '../errors/generation.error';
import { MigrationError } from '../errors/migration.error';
import type { DraftInput, MetadataRecord } from '../interfaces/migration-draft.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { createFor, planFor } from '../missing-tables';
import type { LendShadow } from '../shadow/shadow.database';
import { quoteLiteral, quotePath, toName } from '../sql/identifier';
import { withSession, type SqlSession } from '../sql/sql.session';
import { catalogReader, onShadow } from './expected.catalogs';
import { runMigrations } from './migration.runner';

/** TypeORM's records of views and generated columns; none where its table is not there. */
export async function readRecords(session: SqlSession, { metadataTable }: LifecycleTarget): Promise<MetadataRecord[]> {
  const path = quotePath(metadataTable);
  const [found] = await session.send(`SELECT to_regclass(${quoteLiteral(path)}) AS path`);
  if (found![0]!.path === null) return [];
  const [rows] = await session.send(
    `SELECT type, database IS NOT NULL AS "ofDatabase", schema, "table", name, value FROM ${path}`,
  );
  return rows as unknown as MetadataRecord[];
}

const readSide = (target: LifecycleTarget, shadow: DataSource) =>
  withSession(shadow, async (session) => ({
    catalog: await catalogReader(target)(session),
    records: await readRecords(session, target),
  }));

/** What the migrations that there are make, which must run from zero. */
const currentSide = (target: LifecycleTarget, lend: LendShadow) =>
  lend(async (shadow) => {
    await runMigrations(onShadow(target, shadow)).catch((error: unknown) => {
      throw error instanceof MigrationError ? MigrationGenerationError.existing(error) : error;
    });
    return readSide(target, shadow);
  });

const wantedSide = (target: LifecycleTarget, lend: LendShadow) =>
  lend(async (shadow) => {
    const app = onShadow(target, shadow);
    const { plan } = await planFor(app);
    await createFor(app);
    return { ...(await readSide(target, shadow)), created: plan.batches.flatMap(({ statements }) => statements) };
  });

/** Tables and indexes of which an entity says that it looks after them itself. */
function byHand({ dataSource, journal: { schema } }: LifecycleTarget): DraftInput['byHand'] {
  const { entityMetadatas } = dataSource;
  const schemaOf = (metadata: { schema?: string }): string => toName(metadata.schema ?? schema);
  return {
    tables: entityMetadatas
      .filter(({ synchronize }) => !synchronize)
      .map((metadata) => ({ schema: schemaOf(metadata), name: toName(metadata.tableName) })),
    indexes: entityMetadatas.flatMap((metadata) =>
      metadata.indices
        .filter(({ synchronize }) => !synchronize)
        .map(({ name }) => ({ schema: schemaOf(metadata), name: toName(name) })),
    ),
  };
}

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
  const current = await currentSide(target, lend);
  const wanted = await wantedSide(target, lend);
  return {
    current: current.catalog,
    wanted: wanted.catalog,
    created: wanted.created,
    records: { table: target.metadataTable, current: current.records, wanted: wanted.records },
    byHand: byHand(target),
    properties: propertiesOf(target),
    // A DataSource with a schema of its own has it in all its statements.
    searchSchema:
      'schema' in target.dataSource.options && target.dataSource.options.schema ? undefined : target.journal.schema,
  };
}
