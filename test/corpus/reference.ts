import type { Client } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import type { CatalogOptions } from '../support/catalog';
import type { Entity, EntitySet } from './entity-set';

/** The lifecycle's own record: the one table that `synchronize()` does not make. */
export const JOURNAL = 'database_lifecycle_journal';

/** The whole catalog but the journal, with the rows of TypeORM's metadata table under each name that the corpus gives it. */
export const CATALOG: CatalogOptions = { without: [JOURNAL], rowsOf: ['typeorm_metadata', 'orm_facts'] };

/** One statement as TypeORM sent it. */
export interface SentStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Keeps what `synchronize()` sends in `sent`, without what only reads or frames the transaction. */
class RecordingLogger implements Logger {
  readonly sent: SentStatement[] = [];
  logQuery(sql: string, parameters: unknown[] = []): void {
    if (!/^(SELECT|START TRANSACTION|COMMIT|SHOW)\b/.test(sql)) this.sent.push({ sql, parameters });
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** The set's DataSource for the code under test: it installs no extension by itself. */
export function dataSourceOf(set: EntitySet, url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...set.entities] as Entity[],
    installExtensions: false,
    ...set.options,
  });
}

/** Makes the set's tables in an empty database by TypeORM's own `synchronize()`; returns what it sent. */
export async function synchronizeReference(set: EntitySet, url: string): Promise<SentStatement[]> {
  const logger = new RecordingLogger();
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...set.entities] as Entity[],
    ...set.options,
    ...set.reference,
    logging: ['query'],
    logger,
  });
  await dataSource.initialize();
  try {
    logger.sent.length = 0;
    await dataSource.synchronize();
    return [...logger.sent];
  } finally {
    await dataSource.destroy();
  }
}

/** Brings what the set needs to be there before anything of its own; its schemas too where `synchronize()` comes next. */
export async function prepare(set: EntitySet, client: Client, { schemas }: { schemas: boolean }): Promise<void> {
  const created = schemas ? (set.schemas ?? []).map((schema) => `CREATE SCHEMA "${schema}"`) : [];
  const statements = [...(set.prepare ?? []), ...created];
  if (statements.length > 0) await client.query(statements.join(';\n'));
}
