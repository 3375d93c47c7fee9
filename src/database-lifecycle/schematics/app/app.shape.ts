import type { Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import ts from 'typescript';
import { refuseWithoutApi } from '../source/compiler.error';

const PACKAGE = 'nest-database-lifecycle';

/** What of an app decides how code for it looks. */
export interface AppShape {
  /** Such as `/src`. */
  readonly sourceRoot: string;
  /** Names of all dependencies, of development as well. */
  readonly packages: ReadonlySet<string>;
  /** Where what seeders need is imported from: the package, or the path of its room in this checkout. */
  readonly lifecycle: string;
  /** `!` where the compiler wants properties without a value to be marked, else nothing. */
  readonly definite: '!' | '';
  /** `.js` where relative imports need it, else nothing. */
  readonly extension: '.js' | '';
  /** The app's own support for e2e tests is this checkout's. */
  readonly hasTestSupport: boolean;
}

interface PackageJson {
  readonly type?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

function readJson<T>(tree: Tree, path: string): Partial<T> {
  return tree.exists(path)
    ? ((ts.parseConfigFileTextToJson(path, tree.readText(path)).config ?? {}) as Partial<T>)
    : {};
}

/** The compiler's options, with those of each tsconfig.json that is extended. */
function compilerOptions(tree: Tree): ts.CompilerOptions {
  const host: ts.ParseConfigHost = {
    fileExists: (path) => tree.exists(path),
    readFile: (path) => (tree.exists(path) ? tree.readText(path) : undefined),
    readDirectory: () => [],
    useCaseSensitiveFileNames: true,
  };
  return ts.parseJsonConfigFileContent(readJson(tree, '/tsconfig.json'), host, '/').options;
}

/** From TypeScript 6 on it is strict unless told otherwise. */
const isStrictByDefault = Number.parseInt(ts.version, 10) >= 6;

/** @throws CompilerError */
export function appShape(tree: Tree, sourceRoot = 'src'): AppShape {
  refuseWithoutApi();
  const { type, dependencies, devDependencies } = readJson<PackageJson>(tree, '/package.json');
  const { strict = isStrictByDefault, strictPropertyInitialization = strict } = compilerOptions(tree);
  const root = posix.join('/', sourceRoot);
  const room = posix.join(root, 'database-lifecycle');
  return {
    sourceRoot: root,
    packages: new Set([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})]),
    lifecycle: tree.exists(posix.join(room, 'index.ts')) ? room : PACKAGE,
    definite: strictPropertyInitialization ? '!' : '',
    extension: type === 'module' ? '.js' : '',
    hasTestSupport: tree.exists('/test/app/support/test-app.ts') && tree.exists('/test/support/test-database.ts'),
  };
}

/** Where what tests need is imported from. */
export const testingDoor = ({ lifecycle }: Pick<AppShape, 'lifecycle'>): string =>
  lifecycle === PACKAGE ? `${PACKAGE}/testing` : posix.join(lifecycle, 'testing', 'index.ts');

/** What an import in one file says to reach another one, or a package. */
export function importPath(app: Pick<AppShape, 'extension' | 'lifecycle'>, file: string, target: string): string {
  if (!target.startsWith('/')) return target;
  const path = posix.relative(posix.dirname(file), target.replace(/\.ts$/, ''));
  const index = target === app.lifecycle && app.extension !== '' ? '/index' : '';
  return `${path.startsWith('.') ? '' : './'}${path}${index}${app.extension}`;
}
