import type { AppShape } from '../app/app.shape';
import { isRelation, type EnumField, type Field, type RelationField } from '../fields/field';
import type { FeatureNames } from '../names/feature.names';
import { kebabCase, pascalCase, snakeCase } from '../names/letter-case';
import { singular } from '../names/plural.rules';
import type { EntityClass, EntityKey } from '../source/entity.class';
import type { EnumPlace } from '../source/entity.reader';

/** The entity at the other end of a relation. */
export interface RelationTarget extends EntityClass {
  readonly key: EntityKey;
}

/** All that is known about an entity before its code is written. */
export interface EntityModel {
  readonly app: AppShape;
  readonly names: FeatureNames;
  /** Such as `/src/pets`. */
  readonly directory: string;
  readonly fields: readonly Field[];
  /** By the name of the relation's field. */
  readonly targets: ReadonlyMap<string, RelationTarget>;
  /** Of an entity that is there: its key, and its enums by the field's name. A new one has a uuid, and enums called after it. */
  readonly existing?: { readonly entity: EntityClass; readonly enums: ReadonlyMap<string, EnumPlace> };
}

export const entityFile = ({ directory, names, existing }: EntityModel): string =>
  existing?.entity.path ?? `${directory}/${names.file}.entity.ts`;

export const targetOf = (model: EntityModel, { name }: RelationField): RelationTarget => model.targets.get(name)!;

/** `PetGender`, of the field `gender`. */
export const enumName = ({ names, existing }: EntityModel, { name }: EnumField): string =>
  existing?.enums.get(name)?.name ?? `${names.entity}${pascalCase(name)}`;

export const enumFile = ({ directory, names, existing }: EntityModel, { name }: EnumField): string =>
  existing?.enums.get(name)?.file ?? `${directory}/${names.file}-${kebabCase(name)}.enum.ts`;

/** The property that holds the key of the other entity: `ownerId`, `tagIds`. */
export const keyProperty = (field: RelationField): string =>
  field.kind === 'belongsTo' ? `${field.name}Id` : `${singularProperty(field.name)}Ids`;

/** What a client calls a field: a relation by its key. */
export const sentAs = (field: Field): string => (isRelation(field) ? keyProperty(field) : field.name);

/** The TypeScript type of another entity's key. */
export const keyType = ({ key }: RelationTarget): 'string' | 'number' => (key.type === 'uuid' ? 'string' : 'number');

/** `tag`, of `tags`. */
export function singularProperty(name: string): string {
  const last = pascalCase(singular(kebabCase(name)));
  return last.charAt(0).toLowerCase() + last.slice(1);
}

/** The column's name where TypeORM would not make it snake_case by itself. */
export const columnName = (property: string): string | undefined =>
  snakeCase(property) === property ? undefined : snakeCase(property);
