import type { Tree } from '@angular-devkit/schematics';
import { seedersOf } from '../app/app.sources';
import { isRelation } from '../fields/field';
import { type EntityModel, entityFile, targetOf } from './entity.model';
import { ModelError } from './model.error';

/**
 * Keys of the seeders that make what this entity refers to, by the name of the relation's field.
 * @throws ModelError when a row needs another one that no seeder makes
 */
export function parentSeeders(tree: Tree, model: EntityModel): ReadonlyMap<string, string> {
  const seeders = seedersOf(tree, model.app.sourceRoot);
  const found = model.fields.filter(isRelation).flatMap((field): [string, string][] => {
    const target = targetOf(model, field);
    if (target.path === entityFile(model)) return [];
    const seeder = seeders.find(({ entities }) => entities.includes(target.name));
    if (!seeder && field.kind === 'belongsTo' && !field.optional) throw ModelError.needsParent(field, target);
    return seeder ? [[field.name, seeder.key]] : [];
  });
  return new Map(found);
}
