import type { Rule } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { appShape, importPath } from './app/app.shape';
import { entitiesOf, nearestModule } from './app/app.sources';
import { givenFields } from './fields/given.fields';
import { modelOfEntity } from './model/model.builder';
import { ModelError } from './model/model.error';
import { refuseMissingPackages } from './model/needed.packages';
import { parentSeeders } from './model/parent.seeders';
import { namesOf } from './names/feature.names';
import { kebabCase } from './names/letter-case';
import type { SchematicOptions } from './schematic.options';
import { requiredValues } from './source/entity.reader';
import { ModuleEditor } from './source/module.editor';
import { seederFile, seederSource } from './templates/seeder.template';
import { GeneratedFiles } from './write/generated.files';

/** `nest g seeder user`: sample data for an entity that is there, with what its columns need, registered in its module. */
export const seeder =
  (options: SchematicOptions): Rule =>
  (tree) => {
    const app = appShape(tree, options.sourceRoot);
    const wanted = namesOf(givenFields('seeder', options).name).file;
    refuseMissingPackages(app, 'seeder', { withSeeder: true });
    const entities = entitiesOf(tree, app.sourceRoot);
    const found = entities.find((entity) => kebabCase(entity.name) === wanted);
    if (!found) throw ModelError.noEntity(wanted, entities);
    const values = requiredValues(found.path, tree.readText(found.path), found.name);
    if (values.unknown.length > 0) throw ModelError.unknownValues(found, values.unknown);
    const model = modelOfEntity(app, found, values, entities);
    const path = seederFile(model);
    const files = new GeneratedFiles(tree);
    files.refuseExisting([path]);
    files.create(path, seederSource(model, [...new Set(parentSeeders(tree, model).values())]));
    const module = nearestModule(tree, posix.dirname(path));
    if (module !== undefined && options.skipImport !== true) {
      const name = `${model.names.feature}Seeder`;
      const from = importPath(app, module, path);
      files.change(module, (text) => new ModuleEditor(module, text).register('providers', name, from).edited);
    }
    files.write();
  };
