import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { AppModuleError } from '../../errors/app-module.error';
import { shownPath } from '../../report/shown.path';
import { tsconfigReader, type Compiler } from './tsconfig.reader';

interface CompilableModule {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  _compile(code: string, file: string, format: 'commonjs'): void;
}

/** As Node calls it for each require(). */
interface Resolver {
  _resolveFilename(
    request: string,
    parent: { readonly filename?: string | null } | undefined,
    ...rest: unknown[]
  ): string;
}

const TYPESCRIPT = /(?<!\.d)\.ts$/;
/** Node's errors for a file that was compiled for require() and uses what only ES modules have. */
const WANTS_IMPORT = /import\.meta|await is only valid/;

function appCompiler(root: string): Compiler | undefined {
  try {
    return createRequire(join(root, 'package.json'))('typescript') as Compiler;
  } catch {
    return undefined;
  }
}

/**
 * Lets the app's sources, and migrations as they are written, be loaded in TypeScript: by the app's own compiler, which is
 * loaded with the first such file, as the tsconfig.json above the file says, with its `paths`. A hook that is there, such
 * as ts-node's, stays.
 */
export function readTypeScriptBy(root: string): void {
  const isNodesOwn = Boolean((process.features as { typescript?: unknown }).typescript);
  if (require.extensions['.ts'] && !isNodesOwn) return;
  let compiler: Compiler | undefined;
  let optionsFor: ReturnType<typeof tsconfigReader>;
  require.extensions['.ts'] = (module, file) => {
    if (!compiler) {
      compiler = appCompiler(root);
      // TypeScript 7 has no such function.
      if (!compiler?.transpileModule) throw AppModuleError.noTypeScript(shownPath(file));
      optionsFor = tsconfigReader(compiler);
      resolveBy(compiler, optionsFor);
    }
    const { outputText } = compiler.transpileModule!(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: optionsFor(dirname(file)),
    });
    try {
      // oxlint-disable-next-line no-underscore-dangle -- Node's name
      (module as unknown as CompilableModule)._compile(outputText, file, 'commonjs');
    } catch (error) {
      if (!(error instanceof SyntaxError && WANTS_IMPORT.test(error.message))) throw error;
      throw AppModuleError.esModule(shownPath(file), error);
    }
  };
}

/** Resolves as the compiler does what Node can not: names by `paths` of the tsconfig, and `./pet.js` for `./pet.ts`. */
function resolveBy(compiler: Compiler, optionsFor: ReturnType<typeof tsconfigReader>): void {
  const node = Module as unknown as Resolver;
  // oxlint-disable no-underscore-dangle -- Node's name
  const resolve = node._resolveFilename;
  node._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolve.call(this, request, parent, ...rest);
    } catch (error) {
      const from = parent?.filename;
      if (!from || !TYPESCRIPT.test(from)) throw error;
      const { resolvedModule } = compiler.resolveModuleName(request, from, optionsFor(dirname(from)), compiler.sys);
      if (!resolvedModule || !TYPESCRIPT.test(resolvedModule.resolvedFileName)) throw error;
      return resolvedModule.resolvedFileName;
    }
  };
  // oxlint-enable no-underscore-dangle
}
