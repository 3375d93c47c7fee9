import { TableIndex, View, type EntityMetadata, type QueryRunner, type TableForeignKey } from 'typeorm';
import type { RdbmsSchemaBuilder } from 'typeorm/schema-builder/RdbmsSchemaBuilder.js';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { SchemaSnapshot } from '../interfaces/schema-snapshot.interface';
import { isView } from '../metadata/managed-relation.collector';
import { defaultSchema, postgresDriver } from '../metadata/postgres-driver';
import type { TableDefinition } from '../metadata/table.definition';
import { pathOf } from '../sql/identifier';
import { DdlRecorder } from './ddl.recorder';
import type { PlanningContext } from './planning.context';

/** The statements of one relation, by the phase of the transaction that they run in. */
export interface CompiledRelation {
  readonly relation: ManagedRelation;
  readonly create: readonly PlannedStatement[];
  /** Made once all tables, or all views, stand: a materialized view's, and those of a second entity of the table. */
  readonly laterIndexes: readonly PlannedStatement[];
  readonly foreignKeys: readonly PlannedStatement[];
  /** Paths of missing relations that must be there before (or, in a cycle, together with) this one. */
  readonly needs: readonly string[];
  /** How many entries of the server's lock table it takes, counted on PostgreSQL 15 and 18. */
  readonly locks: number;
}

/** The table, its TOAST table and that one's index; types and foreign keys take none of their own. */
const LOCKS_PER_TABLE = 3;

export class RelationCompiler {
  private readonly recorder: DdlRecorder;

  constructor(
    private readonly context: PlanningContext,
    snapshot: SchemaSnapshot,
  ) {
    const driver = postgresDriver(context.dataSource);
    const schema = defaultSchema(context.dataSource);
    const { types } = snapshot.details;
    this.recorder = new DdlRecorder(driver, {
      currentSchema: driver.searchSchema ?? schema,
      defaultSchema: schema,
      types,
      hasMetadataTable: !context.missing.some(({ kind }) => kind === 'metadata'),
    });
  }

  /** @param standing paths of missing tables whose keys and indexes are made before this relation */
  async compile(relation: ManagedRelation, standing: ReadonlySet<string>): Promise<CompiledRelation> {
    const { driver, queryResultCache } = this.context.dataSource;
    if (relation.kind === 'metadata') {
      const builder = driver.createSchemaBuilder() as RdbmsSchemaBuilder;
      return this.service(relation, (runner) => builder.createMetadataTableIfNecessary(runner));
    }
    if (relation.kind === 'cache') return this.service(relation, (runner) => queryResultCache!.synchronize(runner));
    const metadatas = this.context.model.metadatas.get(pathOf(relation))!;
    return isView(relation)
      ? this.view(relation, metadatas[0]!)
      : this.table(relation, this.context.definitions.get(pathOf(relation))!, standing);
  }

  /** TypeORM's own tables, made by the code that makes them there. */
  private async service(
    relation: ManagedRelation,
    make: (runner: QueryRunner) => Promise<void>,
  ): Promise<CompiledRelation> {
    const create = await this.recorder.record(make);
    return {
      relation,
      create: this.statements(relation, create),
      laterIndexes: [],
      foreignKeys: [],
      needs: [],
      locks: LOCKS_PER_TABLE + 2,
    };
  }

  /**
   * A foreign key to a table that is already made is part of CREATE TABLE. That takes the server half as long as ALTER
   * TABLE, which looks for rows that do not fit.
   */
  private async table(
    relation: ManagedRelation,
    definition: TableDefinition,
    standing: ReadonlySet<string>,
  ): Promise<CompiledRelation> {
    const { table, sharedIndexes, foreignKeys, indexes: indexed } = definition;
    const [within, behind] = [true, false].map((stands) =>
      foreignKeys.filter(({ parent }) => standing.has(pathOf(parent)) === stands).map(({ key }) => key),
    ) as [TableForeignKey[], TableForeignKey[]];
    table.foreignKeys = within;
    // CREATE INDEX CONCURRENTLY can't run in a transaction, and on an empty table it has nothing to gain.
    for (const index of [...table.indices, ...sharedIndexes]) index.isConcurrent = false;
    const create = await this.recorder.record((runner) => runner.createTable(table));
    const indexes = await this.recorder.recordFor(sharedIndexes, (runner, all) => runner.createIndices(table, all));
    const keys = await this.recorder.recordFor(behind, (runner, all) => runner.createForeignKeys(table, all));
    const sequences = table.columns.filter(
      ({ isGenerated, generationStrategy }) => isGenerated && generationStrategy !== 'uuid',
    ).length;
    return {
      relation,
      create: this.statements(relation, create),
      laterIndexes: this.statements(relation, indexes),
      foreignKeys: this.statements(relation, keys),
      needs: foreignKeys.map(({ parent }) => pathOf(parent)),
      locks: LOCKS_PER_TABLE + indexed.length + sequences,
    };
  }

  private async view(relation: ManagedRelation, metadata: EntityMetadata): Promise<CompiledRelation> {
    const view = View.create(metadata, postgresDriver(this.context.dataSource));
    const create = await this.recorder.record((runner) => runner.createView(view, true));
    const indices = metadata.indices.filter(({ synchronize }) => synchronize).map((index) => TableIndex.create(index));
    const indexes = view.materialized
      ? await this.recorder.recordFor(indices, (runner, all) => runner.createViewIndices(view, all))
      : [];
    return {
      relation,
      create: this.statements(relation, create),
      laterIndexes: this.statements(relation, indexes),
      foreignKeys: [],
      needs: this.dependencies(metadata),
      locks: LOCKS_PER_TABLE + indexes.length,
    };
  }

  /** TypeORM's order of dependent views is not a total one; `dependsOn` is, through the views that it names. */
  private dependencies({ dependsOn }: EntityMetadata): string[] {
    const named = new Set(dependsOn);
    return [...this.context.model.metadatas]
      .filter(([, metadatas]) => metadatas.some(({ target, name }) => named.has(target) || named.has(name)))
      .map(([path]) => path);
  }

  private readonly statements = (relation: ManagedRelation, sqls: readonly string[]): PlannedStatement[] =>
    sqls.map((sql) => ({ sql, target: pathOf(relation) }));
}
