import type { Rule, Tree } from '@angular-devkit/schematics';
import { appShape, type AppShape, importPath } from './app/app.shape';
import { nearestModule } from './app/app.sources';
import { givenFields, readFields } from './fields/given.fields';
import { type EntityModel, entityFile } from './model/entity.model';
import { buildModel } from './model/model.builder';
import { ModelError } from './model/model.error';
import { parentSeeders } from './model/parent.seeders';
import type { SchematicOptions } from './schematic.options';
import { ModuleEditor } from './source/module.editor';
import { controllerFile } from './templates/controller.template';
import { moduleFile, moduleSource } from './templates/module.template';
import { seederFile } from './templates/seeder.template';
import { serviceFile } from './templates/service.template';
import { addEntityFiles, entityFilesOf } from './write/entity.files';
import { addFeatureFiles, addSpecFiles, featureFilesOf, specFilesOf } from './write/feature.files';
import { GeneratedFiles } from './write/generated.files';

const NEEDED_PACKAGES = ['@nestjs/swagger', 'class-validator', 'class-transformer'];

function refuseMissingPackages({ packages }: AppShape): void {
  const missing = NEEDED_PACKAGES.filter((name) => !packages.has(name));
  if (missing.length > 0) throw ModelError.needsPackages(missing);
}

/** A module that is there keeps what it has. */
function fillModule(model: EntityModel, files: GeneratedFiles): void {
  const { entity, feature } = model.names;
  const path = moduleFile(model);
  if (!files.exists(path)) files.create(path, moduleSource(model));
  const from = (file: string) => importPath(model.app, path, file);
  files.change(
    path,
    (text) =>
      new ModuleEditor(path, text)
        .addEntity(entity)
        .add('controllers', `${feature}Controller`)
        .add('providers', `${feature}Service`)
        .add('providers', `${feature}Seeder`)
        .import(entity, from(entityFile(model)))
        .import(`${feature}Controller`, from(controllerFile(model)))
        .import(`${feature}Seeder`, from(seederFile(model)))
        .import(`${feature}Service`, from(serviceFile(model))).edited,
  );
}

/** Imports the feature's module into the nearest one above it. */
function registerModule(model: EntityModel, tree: Tree, files: GeneratedFiles, above: string): void {
  const module = nearestModule(tree, above);
  const own = moduleFile(model);
  if (module === undefined || module === own) return;
  const name = `${model.names.feature}Module`;
  files.change(
    module,
    (text) =>
      new ModuleEditor(module, text).add('imports', name).import(name, importPath(model.app, module, own)).edited,
  );
}

/** `nest g feature pet`: the entity and all that serves it over HTTP, sample data and specs. */
export const feature =
  (options: SchematicOptions): Rule =>
  async (tree) => {
    const { name, text } = givenFields(options);
    const app = appShape(tree, options.sourceRoot);
    refuseMissingPackages(app);
    const model = buildModel(tree, app, { name, flat: options.flat }, await readFields(text));
    const parents = parentSeeders(tree, model);
    const suffix = options.specFileSuffix ?? 'spec';
    const withSpecs = options.spec !== false;
    const files = new GeneratedFiles(tree);
    files.refuseExisting([
      ...entityFilesOf(model),
      ...featureFilesOf(model),
      ...(withSpecs ? specFilesOf(model, suffix) : []),
    ]);
    addEntityFiles(model, files);
    addFeatureFiles(model, files, parents);
    if (withSpecs) addSpecFiles(model, files, suffix, parents);
    fillModule(model, files);
    if (options.skipImport !== true) {
      const above =
        options.flat === true ? model.directory : model.directory.slice(0, model.directory.lastIndexOf('/'));
      registerModule(model, tree, files, above);
    }
    files.write();
  };
