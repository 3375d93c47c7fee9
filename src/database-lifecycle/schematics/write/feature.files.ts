import { parseSource } from '../source/class.reader';
import { mentions } from '../source/identifier.finder';
import { entityFile, type EntityModel } from '../model/entity.model';
import { controllerFile, controllerSource } from '../templates/controller.template';
import { createDtoSource, dtoFile, pageDtoSource, pageFile, updateDtoSource } from '../templates/dto.template';
import { dtoSpecFile, dtoSpecSource } from '../templates/dto-spec.template';
import { e2eSpecFile, e2eSpecSource } from '../templates/e2e-spec.template';
import { listQueryFile, listQuerySource } from '../templates/list-query.template';
import { seederFile, seederSource } from '../templates/seeder.template';
import { serviceFile, serviceSource } from '../templates/service.template';
import type { GeneratedFiles } from './generated.files';
import { addSharedFiles } from './shared.files';

const SHARED = [
  'contains',
  'database-error.filter',
  'decimal-places.decorator',
  'has-changes',
  'instant.decorator',
  'may-be-omitted.decorator',
  'numeric.transformer',
  'on-primary',
  'paginate',
  'query-boolean.decorator',
  'sort-keys',
  'trim.decorator',
  'uuid',
];

/** Files that must not be there yet; a module may. */
export const featureFilesOf = (model: EntityModel): string[] => [
  controllerFile(model),
  serviceFile(model),
  dtoFile(model, 'create'),
  dtoFile(model, 'update'),
  pageFile(model),
  listQueryFile(model),
];

export const specFilesOf = (model: EntityModel, suffix: string): string[] => [
  dtoSpecFile(model, suffix),
  e2eSpecFile(model),
];

/** Where an app says what holds for all of its controllers. */
const ROOTS = ['app.module.ts', 'app.setup.ts', 'main.ts'];

/** Whether the app has a filter or pipe of that name for all features. */
const hasForAll = ({ app }: EntityModel, files: GeneratedFiles, name: string): boolean =>
  ROOTS.map((file) => `${app.sourceRoot}/${file}`).some(
    (root) => files.exists(root) && mentions(parseSource(root, files.read(root)), name),
  );

const isUsed = (name: string, model: EntityModel, texts: readonly string[]): boolean =>
  texts.some((text) => text.includes(`/common/${name}${model.app.extension}'`));

/** One that is there is kept. @param parents what makes the rows that it refers to */
export function addSeederFile(model: EntityModel, files: GeneratedFiles, parents: ReadonlyMap<string, string>): void {
  if (!files.exists(seederFile(model)))
    files.create(seederFile(model), seederSource(model, [...new Set(parents.values())]));
}

/** All but the entity, the seeder, the module and the specs. */
export function addFeatureFiles(model: EntityModel, files: GeneratedFiles): void {
  const filter = !hasForAll(model, files, 'DatabaseErrorFilter');
  const pipe = !hasForAll(model, files, 'ValidationPipe');
  files.create(controllerFile(model), controllerSource(model, { filter, pipe }));
  files.create(serviceFile(model), serviceSource(model));
  files.create(dtoFile(model, 'create'), createDtoSource(model));
  files.create(dtoFile(model, 'update'), updateDtoSource(model));
  files.create(pageFile(model), pageDtoSource(model));
  files.create(listQueryFile(model), listQuerySource(model));
  const texts = [...featureFilesOf(model), entityFile(model), seederFile(model)].map((path) => files.read(path));
  addSharedFiles(
    model.app,
    files,
    SHARED.filter((name) => isUsed(name, model, texts)),
  );
}

export function addSpecFiles(
  model: EntityModel,
  files: GeneratedFiles,
  suffix: string,
  parents: ReadonlyMap<string, string>,
): void {
  files.create(dtoSpecFile(model, suffix), dtoSpecSource(model, suffix));
  files.create(e2eSpecFile(model), e2eSpecSource(model, new Set(parents.keys())));
}
