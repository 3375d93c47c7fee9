import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { lifecycleLockKey, type LockKey } from './apply/lifecycle.lock';
import type { GuardScope } from './apply/statement.guard';
import { locklessBecause } from './connect/lockless.servers';
import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
import { LocklessServerError } from './errors/lockless-server.error';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import type { DatabaseLifecycleHooks } from './interfaces/lifecycle-hooks.interface';
import type { NamedObject } from './interfaces/schema-snapshot.interface';
import { lifecycleSettings, type LifecycleSettings } from './lifecycle.settings';
import { collectManagedRelations, type ManagedModel } from './metadata/managed-relation.collector';
import { defaultSchema, migrationsTable, migrationsTableName, postgresDriver } from './metadata/postgres-driver';
import { refuseUnsafeOptions } from './metadata/unsafe.options';
import type { JournalAuthor } from './plan/journal.statements';
import { pathOf, toName } from './sql/identifier';

/** One app's database with all that every lifecycle operation on it needs to know. */
export interface LifecycleTarget {
  readonly dataSource: DataSource;
  readonly settings: LifecycleSettings;
  readonly model: ManagedModel;
  /** Whether TypeORM installs extensions when the app connects; a DataSource that only looks does not. */
  readonly installExtensions: boolean;
  readonly journal: NamedObject;
  /** Signs each entry of the journal. */
  readonly author: JournalAuthor;
  /** TypeORM's record of views and generated columns. */
  readonly metadataTable: NamedObject;
  /** TypeORM's record of migrations. */
  readonly migrationsTable: NamedObject;
  readonly lockKey: LockKey;
  readonly scope: Omit<GuardScope, 'creates'>;
  /** Of the DataSource, where Nest knows one. */
  readonly name?: string;
  /** Those of the app, found when it is known that something is done. */
  hooks?(): readonly DatabaseLifecycleHooks[];
}

/**
 * Refuses a table of the app under the journal's name. An entity that reads the journal has `synchronize: false`:
 * allowed.
 */
function refuseTakenJournal(journal: NamedObject, { relations }: ManagedModel, migrationsTable: string): void {
  if (journal.name === migrationsTable)
    throw LifecycleConfigurationError.journalTaken(journal, "TypeORM's record of migrations");
  const taken = relations.find(({ schema, name }) => name === journal.name && schema === journal.schema);
  if (!taken) return;
  const { kind, entities } = taken;
  const what = kind === 'cache' || kind === 'metadata' ? `TypeORM's own table (${kind})` : `the ${kind} of entity`;
  throw LifecycleConfigurationError.journalTaken(journal, [what, entities.join(', ')].join(' ').trim());
}

/**
 * @param dataSource an initialized DataSource
 * @throws LifecycleConfigurationError when the DataSource is not initialized, has no entities, is not PostgreSQL, or alters
 *   tables on its own, and for an invalid option, such as a journalTable that is an entity's table;
 *   LocklessServerError when the server is known to have no real advisory locks
 */
export function lifecycleTarget(dataSource: DataSource, options: DatabaseLifecycleOptions = {}): LifecycleTarget {
  // Before what it may not have set: another type of database may have it.
  const driver = postgresDriver(dataSource);
  refuseUnsafeOptions(dataSource.options, dataSource.isInitialized);
  if (!dataSource.isInitialized) throw LifecycleConfigurationError.notInitialized();
  const schema = toName(defaultSchema(dataSource));
  const settings = lifecycleSettings(options);
  const { searchSchema, version = '' } = driver;
  const lockless = locklessBecause(version);
  if (lockless) throw new LocklessServerError(version, lockless);
  const journal = { schema, name: toName(settings.journalTable) };
  const metadataTable = { schema, name: toName(dataSource.metadataTableName) };
  const record = migrationsTable(dataSource);
  const model = collectManagedRelations(dataSource);
  refuseTakenJournal(journal, model, record.name);
  return {
    dataSource,
    settings,
    model,
    installExtensions: driver.options.installExtensions !== false,
    journal,
    author: { environment: settings.environment.name, host: hostname(), application: settings.applicationVersion },
    metadataTable,
    migrationsTable: record,
    lockKey: lifecycleLockKey(schema, migrationsTableName(dataSource)),
    scope: {
      journal: pathOf(journal),
      metadataTable: pathOf(metadataTable),
      defaultSchema: searchSchema ?? schema,
    },
  };
}
