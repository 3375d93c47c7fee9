import type { Faker } from '@faker-js/faker';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { EmbeddedMetadata } from 'typeorm/metadata/EmbeddedMetadata.js';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { LifecycleConfigurationError } from '../../errors/lifecycle-configuration.error';
import type { RowFactory } from '../../interfaces/seeding-helpers.interface';
import { columnValue } from './column.values';
import { requiredColumns, type RequiredColumn } from './required.columns';
import { relatedTo } from '../rows/row.model';

type MakePart = (faker: Faker, index: number) => ObjectLiteral;

/** Rows of one entity in one run of a seeder; the factories that `with()` derives count on together. */
interface RowSource {
  readonly metadata: EntityMetadata;
  readonly faker: () => Faker;
  readonly required: readonly RequiredColumn[];
  next: number;
}

const NO_PROPERTIES: ObjectLiteral = {};

/** Copies embedded objects, which are filled up below and belong to the caller. */
function ownEmbedded(row: ObjectLiteral, embeddeds: readonly EmbeddedMetadata[]): void {
  for (const { propertyName, embeddeds: inner } of embeddeds) {
    const given = row[propertyName] as ObjectLiteral | null | undefined;
    if (given === undefined || given === null) continue;
    row[propertyName] = { ...given };
    ownEmbedded(row[propertyName] as ObjectLiteral, inner);
  }
}

/** A relation counts as given too where a natural key stands for it. */
const isGiven = ({ column }: RequiredColumn, row: ObjectLiteral): boolean =>
  (column.getEntityValue(row) as unknown) !== undefined ||
  (column.relationMetadata !== undefined && relatedTo(column.relationMetadata, row) !== undefined);

function refuse({ name }: EntityMetadata, { column, refersTo }: RequiredColumn): never {
  const property = column.relationMetadata?.propertyPath ?? column.propertyPath;
  const given = column.relationMetadata ? `{ ${property}: { <natural key>: ... } }` : `{ ${property}: ... }`;
  throw LifecycleConfigurationError.seeders(
    refersTo === null
      ? `factory(${name}) can not make a value of type ${column.type as string} for ${name}.${property}.`
      : `factory(${name}) needs ${name}.${property}, which refers to ${refersTo}: nothing can be made up for it.`,
    `Give it: factory(${name}).with((faker, index) => (${given}))`,
  );
}

function makeValue({ metadata, faker }: RowSource, required: RequiredColumn, index: number): unknown {
  const { column, isUnique } = required;
  const { driver } = metadata.dataSource;
  const own = column.type as string;
  const type = `${own}`.startsWith('simple-') ? own : driver.normalizeType(column);
  const stored = columnValue(type, { column, faker: faker(), index, isUnique });
  if (stored === undefined) refuse(metadata, required);
  // TypeORM reads an array of an enum from PostgreSQL's text of it only.
  if (column.enum && column.isArray) return stored;
  return driver.prepareHydratedValue(stored, column as ColumnMetadata) as unknown;
}

function makeRow(source: RowSource, parts: readonly MakePart[], overrides: ObjectLiteral): ObjectLiteral {
  const { metadata, required, faker } = source;
  const index = source.next;
  source.next += 1;
  const row: ObjectLiteral = {};
  for (const part of parts) Object.assign(row, part(faker(), index));
  Object.assign(row, overrides);
  ownEmbedded(row, metadata.embeddeds);
  for (const column of required) {
    if (isGiven(column, row)) continue;
    if (column.refersTo !== null) refuse(metadata, column);
    column.column.setEntityValue(row, makeValue(source, column, index));
  }
  return row;
}

async function* rowByRow(count: number, one: () => ObjectLiteral): AsyncGenerator<ObjectLiteral> {
  for (let made = 0; made < count; made += 1) yield one();
}

function factoryOf(source: RowSource, parts: readonly MakePart[]): RowFactory<ObjectLiteral> {
  const one = (overrides: ObjectLiteral = NO_PROPERTIES): ObjectLiteral => makeRow(source, parts, overrides);
  return {
    with: (make) => factoryOf(source, [...parts, make]),
    one,
    many: (count) => Array.from({ length: count }, () => one()),
    stream: (count) => Object.assign(rowByRow(count, one), { length: count }),
  };
}

/** Makes the factory of each entity; those of one entity count their rows together, so that unique values stay so. */
export function rowFactories(faker: () => Faker): (metadata: EntityMetadata) => RowFactory<ObjectLiteral> {
  const sources = new Map<EntityMetadata, RowSource>();
  return (metadata) => {
    let source = sources.get(metadata);
    if (!source) sources.set(metadata, (source = { metadata, faker, required: requiredColumns(metadata), next: 0 }));
    return factoryOf(source, []);
  };
}
