import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AppModuleError } from '../../errors/app-module.error';
import { shownPath } from '../../report/shown.path';

/** What is needed of the package typescript. */
interface Compiler {
  readonly transpileModule?: (
    text: string,
    how: { fileName: string; compilerOptions: Readonly<Record<string, unknown>> },
  ) => { outputText: string };
  readonly ModuleKind: { readonly CommonJS: number };
  readonly ScriptTarget: { readonly ES2023: number };
}

interface CompilableModule {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  _compile(code: string, file: string): void;
}

function appCompiler(root: string): Compiler | undefined {
  try {
    return createRequire(join(root, 'package.json'))('typescript') as Compiler;
  } catch {
    return undefined;
  }
}

/**
 * Lets migrations be proven as they are written, in TypeScript: by the app's own compiler, which is loaded with the first
 * such file. A hook that is there, such as ts-node's, stays.
 */
export function readTypeScriptBy(root: string): void {
  const isNodesOwn = Boolean((process.features as { typescript?: unknown }).typescript);
  if (require.extensions['.ts'] && !isNodesOwn) return;
  let compiler: Compiler | undefined;
  require.extensions['.ts'] = (module, file) => {
    compiler ??= appCompiler(root);
    // TypeScript 7 has no such function.
    if (!compiler?.transpileModule) throw AppModuleError.noTypeScript(shownPath(file));
    const { outputText } = compiler.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: {
        module: compiler.ModuleKind.CommonJS,
        target: compiler.ScriptTarget.ES2023,
        esModuleInterop: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        inlineSourceMap: true,
      },
    });
    // oxlint-disable-next-line no-underscore-dangle -- Node's name
    (module as unknown as CompilableModule)._compile(outputText, file);
  };
}
