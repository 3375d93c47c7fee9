import type { Rule, Tree } from '@angular-devkit/schematics';
import { appShape, type AppShape, importPath } from './app/app.shape';
import { entitiesOf, nearestModule, sourceFiles } from './app/app.sources';
import { givenFields, readFields } from './fields/given.fields';
import { type EntityModel, entityFile } from './model/entity.model';
import { buildModel, modelOfEntity } from './model/model.builder';
import { ModelError } from './model/model.error';
import { refuseMissingPackages } from './model/needed.packages';
import { parentSeeders } from './model/parent.seeders';
import { namesOf } from './names/feature.names';
import { kebabCase } from './names/letter-case';
import type { SchematicOptions } from './schematic.options';
import { parseSource } from './source/class.reader';
import { mentions } from './source/identifier.finder';
import { ModuleEditor } from './source/module.editor';
import { readServedEntity } from './source/served-entity.reader';
import { controllerFile } from './templates/controller.template';
import { moduleFile, moduleSource } from './templates/module.template';
import { seederFile } from './templates/seeder.template';
import { serviceFile } from './templates/service.template';
import { addEntityFiles, entityFilesOf } from './write/entity.files';
import { addFeatureFiles, addSeederFile, addSpecFiles, featureFilesOf, specFilesOf } from './write/feature.files';
import { GeneratedFiles } from './write/generated.files';

/** As a provider of two modules it would be two seeders of one key. */
const isProvided = (tree: Tree, { sourceRoot }: AppShape, seeder: string): boolean =>
  [...sourceFiles(tree, sourceRoot)].some(
    (path) => path.endsWith('.module.ts') && mentions(parseSource(path, tree.readText(path)), seeder),
  );

/** A module that is there keeps what it has. */
function fillModule(model: EntityModel, tree: Tree, files: GeneratedFiles): void {
  const { entity, feature } = model.names;
  const path = moduleFile(model);
  const seeder = `${feature}Seeder`;
  const provided = isProvided(tree, model.app, seeder);
  if (!files.exists(path)) files.create(path, moduleSource(model));
  const from = (file: string) => importPath(model.app, path, file);
  files.change(path, (text) => {
    const served = new ModuleEditor(path, text)
      .addEntity(entity)
      .import(entity, from(entityFile(model)))
      .register('controllers', `${feature}Controller`, from(controllerFile(model)))
      .register('providers', `${feature}Service`, from(serviceFile(model)));
    return (provided ? served : served.register('providers', seeder, from(seederFile(model)))).edited;
  });
}

/** Imports the feature's module into the nearest one above it. */
function registerModule(model: EntityModel, tree: Tree, files: GeneratedFiles, above: string): void {
  const module = nearestModule(tree, above);
  const own = moduleFile(model);
  if (module === undefined || module === own) return;
  const name = `${model.names.feature}Module`;
  const from = importPath(model.app, module, own);
  files.change(module, (text) => new ModuleEditor(module, text).register('imports', name, from).edited);
}

/**
 * The model of the entity that is there, which is left as it is; undefined where there is none.
 * @throws ModelError first of all where it has an API: whether another could be generated for it does not matter then
 */
function existingModel(tree: Tree, app: AppShape, name: string): EntityModel | undefined {
  const entities = entitiesOf(tree, app.sourceRoot);
  const wanted = namesOf(name).file;
  const found = entities.find((entity) => kebabCase(entity.name) === wanted);
  if (!found) return undefined;
  const unread = modelOfEntity(app, found, { fields: [], enums: new Map() }, entities);
  new GeneratedFiles(tree).refuseExisting(featureFilesOf(unread));
  const read = (path: string): string | undefined => (tree.exists(path) ? tree.readText(path) : undefined);
  const { faults, ...served } = readServedEntity(found.path, tree.readText(found.path), found.name, read);
  if (faults.length > 0) throw ModelError.notServed(found, faults);
  return modelOfEntity(app, found, served, entities);
}

/** `nest g feature pet`: the entity, or one that is there, and all that serves it over HTTP, sample data and specs. */
export const feature =
  (options: SchematicOptions): Rule =>
  async (tree, { logger }) => {
    const { name, text } = givenFields('feature', options);
    const app = appShape(tree, options.sourceRoot);
    const existing = existingModel(tree, app, name);
    refuseMissingPackages(app, 'feature', { withSeeder: !existing || !tree.exists(seederFile(existing)) });
    if (existing?.existing && text !== undefined) throw ModelError.fieldsOfExisting(existing.existing.entity);
    const model = existing ?? buildModel(tree, app, { name, flat: options.flat }, await readFields(text));
    if (existing) logger.info(`Uses ${entityFile(existing).slice(1)} as it is.`);
    const parents = parentSeeders(tree, model);
    const suffix = options.specFileSuffix ?? 'spec';
    const withSpecs = options.spec !== false;
    const files = new GeneratedFiles(tree);
    files.refuseExisting([
      ...(existing ? [] : [...entityFilesOf(model), seederFile(model)]),
      ...featureFilesOf(model),
      ...(withSpecs ? specFilesOf(model, suffix) : []),
    ]);
    if (!existing) addEntityFiles(model, files);
    addSeederFile(model, files, parents);
    addFeatureFiles(model, files);
    if (withSpecs) addSpecFiles(model, files, suffix, parents);
    fillModule(model, tree, files);
    if (options.skipImport !== true) {
      const above =
        options.flat === true ? model.directory : model.directory.slice(0, model.directory.lastIndexOf('/'));
      registerModule(model, tree, files, above);
    }
    files.write();
  };
