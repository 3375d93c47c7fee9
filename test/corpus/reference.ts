import { DataSource, type Logger } from 'typeorm';
import type { Entity, EntitySet } from './entity-set';

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

export interface Reference {
  readonly statements: readonly SentStatement[];
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

/** Makes the set's tables in an empty database by TypeORM's own `synchronize()`. */
export async function synchronizeReference(set: EntitySet, url: string): Promise<Reference> {
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
    return { statements: [...logger.sent] };
  } finally {
    await dataSource.destroy();
  }
}

/** What the set needs to be there before anything of its own. */
export function preparation(set: EntitySet): string {
  return (set.prepare ?? []).join(';\n');
}

/** The set's schemas, which `synchronize()` does not make. */
export function schemaCreation(set: EntitySet): string {
  return (set.schemas ?? []).map((schema) => `CREATE SCHEMA "${schema}"`).join(';\n');
}
