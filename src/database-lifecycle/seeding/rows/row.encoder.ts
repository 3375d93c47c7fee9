import { FindOperator, type ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { emptyKey, noObject, strangeRow, unknownProperty, unusableValue } from './row.faults';
import { keySignature, valueSignature } from './key.signature';
import { relatedTo, type RowModel, type RowRelation } from './row.model';
import type { Field } from './value.encoder';

/** A row of a table as texts, in the order of its model's columns. */
export interface EncodedRow {
  /** Among those that the seeder gave, counted from 1. */
  readonly position: number;
  readonly fields: Field[];
  /** Relations given by natural key, the foreign keys of which are not known yet. */
  readonly pending: PendingRelation[];
}

export interface PendingRelation {
  readonly relation: RowRelation;
  /** What is known of the other table's row. */
  readonly key: EncodedRow;
  /** How many rows the key was found to match. */
  matches?: number;
  /** The foreign key, once it is known. */
  references?: readonly Field[];
}

/** Whether a relation's value describes the other row; anything else is a key's value as it is. */
const isDescription = (value: unknown): value is ObjectLiteral =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof FindOperator);

/** Whether a row is an object with properties; a chunk of a file is not, nor is the array that a CSV parser gives. */
const isObject = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && !Array.isArray(row) && !ArrayBuffer.isView(row);

const saysNothing = ({ fields, pending }: EncodedRow): boolean =>
  pending.length === 0 && fields.every((field) => field === undefined);

type RowEncoder = (model: RowModel, row: ObjectLiteral, position: number) => EncodedRow;

function encodeField(model: RowModel, index: number, row: ObjectLiteral, position: number): Field {
  const { column, read, encode } = model.columns[index]!;
  try {
    return encode(read(row));
  } catch (error) {
    throw unusableValue(model, position, column.propertyPath, error as Error);
  }
}

/** The column of a description that is one plain property, as most are; -1 for any other. */
function onlyColumn({ plain }: RowModel, described: ObjectLiteral): number {
  let only: string | undefined;
  for (const name in described) {
    if (only !== undefined) return -1;
    only = name;
  }
  return plain.get(only ?? '') ?? -1;
}

/** Fills the fields of a relation whose natural key was found before; false when it was not. */
export type RecallRelation = (relation: RowRelation, signature: string, fields: Field[]) => boolean;

/** @param modelOf the other side's model */
export function rowEncoder(modelOf: (relation: RowRelation) => RowModel, recall: RecallRelation): RowEncoder {
  function encodeRelation(model: RowModel, relation: RowRelation, described: ObjectLiteral, encoded: EncodedRow): void {
    const other = modelOf(relation);
    const only = onlyColumn(other, described);
    const text = only < 0 ? undefined : encodeField(other, only, described, encoded.position);
    if (text !== undefined && recall(relation, valueSignature(only, text), encoded.fields)) return;
    const key: EncodedRow = { position: encoded.position, fields: [], pending: [] };
    refuseUnknown(model, relation, other, described, encoded.position);
    encodeInto(other, described, key);
    if (saysNothing(key)) throw emptyKey(model, encoded.position, relation.relation.propertyPath);
    if (key.pending.length > 0 || !recall(relation, keySignature(key.fields), encoded.fields))
      encoded.pending.push({ relation, key });
  }

  function encodeInto(model: RowModel, row: ObjectLiteral, encoded: EncodedRow): void {
    const { fields, position } = encoded;
    for (let index = 0; index < model.columns.length; index += 1) fields.push(encodeField(model, index, row, position));
    for (const relation of model.relations) {
      const given = relatedTo(relation.relation, row);
      if (given === undefined) continue;
      if (given === null) for (const { index } of relation.joins) fields[index] ??= null;
      else if (!isDescription(given)) continue;
      else if (!isWhole(relation, given)) encodeRelation(model, relation, given, encoded);
      else
        for (const { index, referenced } of relation.joins)
          fields[index] ??= model.columns[index]!.encode(referenced.getEntityValue(given));
    }
  }

  return (model, row, position) => {
    if (!isObject(row)) throw noObject(model, position, row);
    const encoded: EncodedRow = { position, fields: [], pending: [] };
    encodeInto(model, row, encoded);
    if (saysNothing(encoded)) refuseStrange(model, row, position);
    if (model.discriminator) encoded.fields[model.discriminator.index] = model.discriminator.value;
    return encoded;
  };
}

const isWhole = ({ joins }: RowRelation, described: ObjectLiteral): boolean =>
  joins.every(({ referenced }) => (referenced.getEntityValue(described) as unknown) !== undefined);

/** A misspelt property would make the key match other rows. */
function refuseUnknown(
  model: RowModel,
  { relation }: RowRelation,
  other: RowModel,
  described: ObjectLiteral,
  position: number,
): void {
  const known = propertiesOf(other);
  const unknown = Object.keys(described).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownProperty(model, position, relation.propertyPath, other, unknown);
}

/** Refuses a row with no known property, e.g. from a file with other headers: it would become a row of defaults. */
function refuseStrange(model: RowModel, row: ObjectLiteral, position: number): void {
  const names = Object.keys(row);
  const known = propertiesOf(model);
  if (names.length > 0 && !names.some((name) => known.has(name))) throw strangeRow(model, position, names);
}

const top = ({ propertyPath }: Pick<ColumnMetadata, 'propertyPath'>): string => propertyPath.split('.', 1)[0]!;
const known = new WeakMap<RowModel, ReadonlySet<string>>();

function propertiesOf(model: RowModel): ReadonlySet<string> {
  let names = known.get(model);
  if (!names) {
    const { columns, relations } = model.metadata;
    known.set(model, (names = new Set([...columns, ...relations].map(top))));
  }
  return names;
}
