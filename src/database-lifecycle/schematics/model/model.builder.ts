import type { Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import type { AppShape } from '../app/app.shape';
import { entitiesOf } from '../app/app.sources';
import { isRelation, type Field, type RelationField } from '../fields/field';
import { namesOf } from '../names/feature.names';
import { kebabCase } from '../names/letter-case';
import type { EntityClass } from '../source/entity.class';
import type { RequiredValues } from '../source/entity.reader';
import { type EntityModel, type RelationTarget, singularProperty } from './entity.model';
import { ModelError } from './model.error';

interface Placement {
  /** As given to `nest g`: `pet`, `clinic/pet`. */
  readonly name: string;
  readonly flat?: boolean;
}

function directoryOf({ sourceRoot }: AppShape, { name, flat }: Placement): string {
  const parent = posix.join(sourceRoot, posix.dirname(name));
  return flat === true ? parent : posix.join(parent, namesOf(name).directory);
}

/** The class of this very name, else the one whose file would be called so: Nest's CLI does not always keep the case. */
function findTarget(entities: readonly EntityClass[], target: string): EntityClass | undefined {
  return (
    entities.find(({ name }) => name === target) ?? entities.find(({ name }) => kebabCase(name) === kebabCase(target))
  );
}

function resolveTarget(field: RelationField, own: EntityClass, entities: readonly EntityClass[]): RelationTarget {
  const found = findTarget([own, ...entities], field.target);
  if (!found)
    throw ModelError.noTarget(
      field,
      entities.map(({ name }) => name),
    );
  if (field.kind === 'manyToMany' && found === own) throw ModelError.manyToItself(field, namesOf(own.name));
  if (found === own && !field.optional) throw ModelError.needsItself(field);
  if (!found.key) throw ModelError.noKey(field, found);
  return { ...found, key: found.key };
}

/** Whether a junction would name both sides alike: `pets` of a pet. */
function refuseAlike(fields: readonly Field[], own: string): void {
  for (const field of fields.filter(isRelation))
    if (field.kind === 'manyToMany' && kebabCase(singularProperty(field.name)) === own)
      throw ModelError.alikeInJunction(field);
}

/** The model of an entity that is there, as far as it was read. @throws ModelError */
export function modelOfEntity(
  app: AppShape,
  entity: EntityClass,
  { fields, enums }: Pick<RequiredValues, 'fields' | 'enums'>,
  entities: readonly EntityClass[],
): EntityModel {
  const targets = fields
    .filter(isRelation)
    .map((field) => [field.name, resolveTarget(field, entity, entities)] as const);
  return {
    app,
    names: { ...namesOf(entity.name), entity: entity.name },
    directory: posix.dirname(entity.path),
    fields,
    targets: new Map(targets),
    existing: { entity, enums },
  };
}

/** Finds what the fields refer to. @throws ModelError */
export function buildModel(tree: Tree, app: AppShape, placement: Placement, fields: readonly Field[]): EntityModel {
  const names = namesOf(placement.name);
  const directory = directoryOf(app, placement);
  const own: EntityClass = {
    name: names.entity,
    path: `${directory}/${names.file}.entity.ts`,
    key: { property: 'id', type: 'uuid' },
  };
  refuseAlike(fields, names.file);
  const entities = entitiesOf(tree, app.sourceRoot).filter(({ path }) => path !== own.path);
  const targets = fields.filter(isRelation).map((field) => [field.name, resolveTarget(field, own, entities)] as const);
  return { app, names, directory, fields, targets: new Map(targets) };
}
