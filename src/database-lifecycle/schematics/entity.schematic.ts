import type { Rule, Tree } from '@angular-devkit/schematics';
import { appShape } from './app/app.shape';
import { importPath } from './app/app.shape';
import { nearestModule } from './app/app.sources';
import { givenFields, readFields } from './fields/given.fields';
import { buildModel } from './model/model.builder';
import { type EntityModel, entityFile } from './model/entity.model';
import type { SchematicOptions } from './schematic.options';
import { ModuleEditor } from './source/module.editor';
import { addSharedFiles } from './write/shared.files';
import { addEntityFiles, entityFilesOf } from './write/entity.files';
import { GeneratedFiles } from './write/generated.files';

/** Puts the entity into the list of the nearest module. */
function register(model: EntityModel, tree: Tree, files: GeneratedFiles): void {
  const module = nearestModule(tree, model.directory);
  if (module === undefined) return;
  const from = importPath(model.app, module, entityFile(model));
  files.change(
    module,
    (text) => new ModuleEditor(module, text).addEntity(model.names.entity).import(model.names.entity, from).edited,
  );
}

/** `nest g entity pet`: the entity, its enums, the other sides of its relations, and its registration. */
export const entity =
  (options: SchematicOptions): Rule =>
  async (tree) => {
    const { name, text } = givenFields('entity', options);
    const app = appShape(tree, options.sourceRoot);
    const fields = await readFields(text);
    const model = buildModel(tree, app, { name, flat: options.flat }, fields);
    const files = new GeneratedFiles(tree);
    files.refuseExisting(entityFilesOf(model));
    addEntityFiles(model, files);
    addSharedFiles(app, files, fields.some(({ kind }) => kind === 'decimal') ? ['numeric.transformer'] : []);
    if (options.skipImport !== true) register(model, tree, files);
    files.write();
  };
