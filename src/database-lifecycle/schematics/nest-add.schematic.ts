import type { Rule, SchematicContext, Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { editEnvironment } from './add/environment.editor';
import { changedLines } from './add/line.differ';
import { NestAddError } from './add/nest-add.error';
import { editPackage } from './add/package.editor';
import { connectsTypeOrm, unsafeOptions } from './add/unsafe-option.finder';
import { appShape } from './app/app.shape';
import { sourceFiles } from './app/app.sources';
import { parseSource } from './source/class.reader';
import { mentions } from './source/identifier.finder';
import { ModuleEditor } from './source/module.editor';
import { applyEdits } from './source/text.edits';
import { GeneratedFiles } from './write/generated.files';

interface NestAddOptions {
  readonly sourceRoot?: string;
  readonly module?: string;
  readonly embedded?: boolean;
  readonly removeSynchronize?: boolean;
}

const ENVIRONMENT_FILE = '/.env.example';

/** The app's sources, and what stands beside package.json, such as ormconfig.ts. */
function* configurationFiles(tree: Tree, sourceRoot: string): Generator<string> {
  for (const name of tree.root.subfiles) if (name.endsWith('.ts')) yield `/${name}`;
  yield* sourceFiles(tree, sourceRoot);
}

function settleUnsafe(tree: Tree, sourceRoot: string, files: GeneratedFiles, remove: boolean): void {
  const places = [...configurationFiles(tree, sourceRoot)].flatMap((path) => {
    const text = tree.readText(path);
    const options = unsafeOptions(parseSource(path, text));
    if (options.length > 0 && remove)
      files.change(path, (before) =>
        applyEdits(
          before,
          options.map(({ removal }) => removal),
        ),
      );
    return options.map(({ text, line }) => `${text} in ${path.slice(1)}:${line}`);
  });
  if (places.length > 0 && !remove) throw NestAddError.unsafe(places);
}

function addToRootModule(tree: Tree, path: string, lifecycle: string, files: GeneratedFiles): void {
  if (!tree.exists(path)) throw NestAddError.noRootModule(path);
  if (mentions(parseSource(path, files.read(path)), 'DatabaseLifecycleModule')) return;
  files.change(
    path,
    (text) =>
      new ModuleEditor(path, text)
        .addFirstImport('DatabaseLifecycleModule.forRoot({})')
        .import('DatabaseLifecycleModule', lifecycle).edited,
  );
}

function logChanges(context: SchematicContext, files: GeneratedFiles): void {
  for (const [path, { before, after }] of files.changes) {
    if (before === undefined) continue;
    context.logger.info([path.slice(1), ...changedLines(before, after).map((line) => `  ${line}`)].join('\n'));
  }
}

/** Code of an app is a person's to change where it decides about production. */
const CONNECT = `To have the connection wait for its server, and say what is wrong with it, let it be made by connectDataSource:
  import { connectDataSource } from 'nest-database-lifecycle';
  TypeOrmModule.forRootAsync({
    useFactory: () => ({
      ..., // as it is now
      installExtensions: false, // else TypeORM runs CREATE EXTENSION on every connect
      toRetry: () => false, // connectDataSource retries, and says what it waits for
    }),
    dataSourceFactory: connectDataSource,
  }),`;

const START_EMBEDDED = `To start the embedded server where DATABASE_URL is not set, let the connection ask for it:
  TypeOrmModule.forRootAsync({
    useFactory: async () => ({
      url: process.env.DATABASE_URL ?? (await import('nest-database-lifecycle/local-postgres').then(({ ensureLocalPostgres }) => ensureLocalPostgres())).url,
      ...
    }),
  }),
Its data is in .postgres/, which .gitignore wants to name; npm run db:stop ends it.`;

/**
 * `nest add nest-database-lifecycle`: the module, the npm scripts, the names of the variables; what the connection is to be
 * changed to is logged. A second run changes nothing.
 */
export const nestAdd =
  ({ sourceRoot, module, embedded = false, removeSynchronize = false }: NestAddOptions): Rule =>
  (tree, context) => {
    const app = appShape(tree, sourceRoot);
    const files = new GeneratedFiles(tree);
    const sources = [...sourceFiles(tree, app.sourceRoot)].map((path) => parseSource(path, tree.readText(path)));
    if (!sources.some(connectsTypeOrm)) throw NestAddError.noTypeOrm(app.sourceRoot);
    settleUnsafe(tree, app.sourceRoot, files, removeSynchronize);
    addToRootModule(tree, posix.join('/', module ?? `${app.sourceRoot}/app.module.ts`), app.lifecycle, files);
    files.change('/package.json', (text) => editPackage(text, embedded));
    if (files.exists(ENVIRONMENT_FILE)) files.change(ENVIRONMENT_FILE, editEnvironment);
    else files.create(ENVIRONMENT_FILE, editEnvironment(''));
    files.write();
    logChanges(context, files);
    if (files.changes.size > 0 && !sources.some((source) => mentions(source, 'connectDataSource')))
      context.logger.info(CONNECT);
    if (!embedded || !files.changes.has('/package.json')) return;
    context.logger.info(START_EMBEDDED);
    context.addTask({ toConfiguration: () => ({ name: 'node-package', options: { command: 'install' } }) });
  };
