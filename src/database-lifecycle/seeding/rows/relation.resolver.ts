import type { EntityMetadata } from 'typeorm';
import { quoteIdentifier, quoteLiteral, quotePath, toName } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';
import type { EncodedRow, PendingRelation, RecallRelation } from './row.encoder';
import { keySignature } from './key.signature';
import { NUMBER, givenRows, rowsJson } from './row.json';
import type { RowModel, RowRelation } from './row.model';
import type { StoredTable } from './table.inspector';
import type { Field } from './value.encoder';

/** Natural keys that are remembered of one relation, in one call of a helper; the oldest are forgotten first. */
const MOST_REMEMBERED = 50_000;

interface Match {
  readonly position: number;
  readonly matches: number;
  readonly references: (string | null)[];
}

interface Request {
  readonly relation: RowRelation;
  readonly indexes: readonly number[];
  readonly keys: Map<string, PendingRelation[]>;
}

interface RelationResolverOptions {
  readonly session: SqlSession;
  readonly modelOf: (metadata: EntityMetadata) => RowModel;
  readonly inspect: (model: RowModel) => Promise<StoredTable>;
}

const filled = ({ fields }: EncodedRow): number[] =>
  fields.flatMap((field, index) => (field === undefined ? [] : [index]));

function fill({ joins }: RowRelation, fields: Field[], references: readonly Field[]): void {
  joins.forEach(({ index }, position) => (fields[index] = references[position]));
}

/** A child of single-table inheritance shares its table; a soft-deleted row is gone for TypeORM. */
function restrictions({ metadata, columns }: RowModel): string[] {
  const { discriminatorColumn, parentEntityMetadata, deleteDateColumn, childEntityMetadatas } = metadata;
  const values = [metadata, ...childEntityMetadatas].map(({ discriminatorValue }) =>
    quoteLiteral(`${discriminatorValue}`),
  );
  const deleted = columns.find(({ column }) => column === deleteDateColumn);
  return [
    ...(discriminatorColumn && parentEntityMetadata
      ? [`o.${quoteIdentifier(toName(discriminatorColumn.databaseName))} IN (${values.join(', ')})`]
      : []),
    ...(deleted ? [`o.${quoteIdentifier(deleted.name)} IS NULL`] : []),
  ];
}

/** Finds the foreign keys of relations that are given by a natural key: one query for all new keys of one relation. */
export class RelationResolver {
  private readonly remembered = new Map<RowRelation, Map<string, readonly Field[]>>();

  constructor(private readonly options: RelationResolverOptions) {}

  readonly modelOf = ({ relation }: RowRelation): RowModel => this.options.modelOf(relation.inverseEntityMetadata);

  readonly recall: RecallRelation = (relation, signature, fields) => {
    const references = this.remembered.get(relation)?.get(signature);
    if (references) fill(relation, fields, references);
    return references !== undefined;
  };

  /** Fills what can be found. What stays in `pending` was found never or more than once; `matches` says how often. */
  async resolve(rows: readonly EncodedRow[]): Promise<void> {
    const waiting = rows.filter(({ pending }) => pending.length > 0);
    if (waiting.length === 0) return;
    const keys = waiting.flatMap(({ pending }) => pending.map(({ key }) => key));
    await this.resolve(keys);
    const ready = waiting.flatMap(({ pending }) => pending.filter(({ key }) => key.pending.length === 0));
    for (const request of this.requestsOf(ready)) await this.ask(request);
    for (const row of waiting) {
      const left = row.pending.filter((pending) => !pending.references);
      for (const { relation, references } of row.pending) if (references) fill(relation, row.fields, references);
      row.pending.splice(0, Infinity, ...left);
    }
  }

  private requestsOf(pending: readonly PendingRelation[]): Request[] {
    const requests = new Map<RowRelation, Map<string, Request>>();
    for (const one of pending) {
      const indexes = filled(one.key);
      const ofRelation = requests.get(one.relation) ?? new Map<string, Request>();
      requests.set(one.relation, ofRelation);
      const request = ofRelation.get(indexes.join()) ?? { relation: one.relation, indexes, keys: new Map() };
      ofRelation.set(indexes.join(), request);
      const signature = keySignature(one.key.fields);
      const same = request.keys.get(signature);
      if (same) same.push(one);
      else request.keys.set(signature, [one]);
    }
    return [...requests.values()].flatMap((ofRelation) => [...ofRelation.values()]);
  }

  private async ask({ relation, indexes, keys }: Request): Promise<void> {
    const other = this.modelOf(relation);
    const asked = [...keys.entries()];
    const rows = asked.map(([, [first]]) => first!.key);
    const json = rowsJson(other, await this.options.inspect(other), rows, indexes);
    const matches = (await this.options.session.runner.query(this.question(relation, other, indexes), [
      json,
    ])) as Match[];
    const known = this.remembered.get(relation) ?? new Map<string, readonly Field[]>();
    this.remembered.set(relation, known);
    for (const { position, matches: times, references } of matches) {
      const [signature, waiting] = asked[position - 1]!;
      for (const pending of waiting) {
        pending.matches = times;
        if (times === 1) pending.references = references;
      }
      if (times === 1) known.set(signature, references);
    }
    for (const signature of known.keys()) {
      if (known.size <= MOST_REMEMBERED) break;
      known.delete(signature);
    }
  }

  private question({ joins }: RowRelation, other: RowModel, indexes: readonly number[]): string {
    const column = (index: number): string => quoteIdentifier(other.columns[index]!.name);
    const references = joins.map(({ referenced }) => `o.${quoteIdentifier(toName(referenced.databaseName))}::text`);
    const conditions = [...indexes.map((index) => `o.${column(index)} = g.${column(index)}`), ...restrictions(other)];
    return `SELECT g.${NUMBER}::int AS position, count(*)::int AS matches, min(ARRAY[${references.join(', ')}]) AS references
FROM ${givenRows(other)} AS g JOIN ${quotePath(other.table)} AS o ON ${conditions.join(' AND ')} GROUP BY 1`;
  }
}
