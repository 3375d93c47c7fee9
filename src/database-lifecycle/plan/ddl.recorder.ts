import type { QueryRunner, Table, TableColumn } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteLiteral, toName } from '../sql/identifier';
import { splitStatements } from '../sql/sql.tokenizer';
import { enumOf } from '../metadata/table.definition';

/** What the recorder answers instead of asking the server. */
export interface RecorderKnowledge {
  /** `current_schema()`. */
  readonly currentSchema: string;
  /** Where a relation without a schema goes: the DataSource's `schema`, else `current_schema()`. */
  readonly defaultSchema: string;
  /** Types that are there already. */
  readonly types: readonly NamedObject[];
  /** Whether `typeorm_metadata` is there, and so may hold rows that a table dropped by hand left behind. */
  readonly hasMetadataTable: boolean;
}

const asLiteral = (value: unknown): string =>
  value === undefined || value === null ? 'NULL' : quoteLiteral(String(value));

/** Without parameters, `$1` is a part of a text. */
const filledIn = (query: string, parameters: readonly unknown[]): string =>
  parameters.length === 0
    ? query
    : query.replace(/\$(\d+)/g, (_, position) => asLiteral(parameters[Number(position) - 1]));

/**
 * TypeORM's own query runner with the connection taken out: it writes the very DDL that `synchronize()` would send,
 * and asks a snapshot where that would ask the server. So planning is pure, and the two can't drift apart.
 */
export class DdlRecorder extends PostgresQueryRunner {
  private readonly types: Set<string>;

  constructor(
    driver: PostgresDriver,
    private readonly knowledge: RecorderKnowledge,
  ) {
    super(driver, 'master');
    this.types = new Set(knowledge.types.map(pathOf));
    this.enableSqlMemory();
  }

  /** Runs schema operations of the query runner and returns their SQL, a statement an entry, parameters filled in. */
  async record(operations: (runner: QueryRunner & DdlRecorder) => Promise<void>): Promise<string[]> {
    this.clearSqlMemory();
    await operations(this as QueryRunner & DdlRecorder);
    const { upQueries, downQueries } = this.getMemorySql();
    // The DELETE that undoes TypeORM's INSERT also removes a stale row, because of which a later migration would drop a
    // column.
    const stale = this.knowledge.hasMetadataTable ? downQueries.filter(({ query }) => query.startsWith('DELETE')) : [];
    return [...stale, ...upQueries].flatMap(({ query, parameters = [] }) =>
      splitStatements(filledIn(query, parameters)),
    );
  }

  /** As record(), but skips the work when there are no such parts, as for most tables. */
  async recordFor<Part>(
    parts: readonly Part[],
    operations: (runner: QueryRunner & DdlRecorder, parts: Part[]) => Promise<void>,
  ): Promise<string[]> {
    return parts.length === 0 ? [] : this.record((runner) => operations(runner, [...parts]));
  }

  override query(sql: string): Promise<never> {
    throw new Error(`Planning must not ask the server, but TypeORM wants to run: ${sql}`);
  }

  override async hasTable(): Promise<boolean> {
    return false;
  }

  override async getCurrentSchema(): Promise<string> {
    return this.knowledge.currentSchema;
  }

  protected override async getTableNameWithSchema(target: Table | string): Promise<string> {
    const name = typeof target === 'string' ? target : target.name;
    return name.includes('.') ? super.getTableNameWithSchema(target) : `${this.knowledge.currentSchema}.${name}`;
  }

  /** True from the second time on as well, so that a shared enum is created once. */
  protected override async hasEnumType(table: Table, column: TableColumn): Promise<boolean> {
    const { schema = this.knowledge.defaultSchema, tableName } = this.driver.parseTableName(table);
    const type = pathOf(enumOf({ schema: toName(schema), name: tableName }, column));
    const known = this.types.has(type);
    this.types.add(type);
    return known;
  }
}
