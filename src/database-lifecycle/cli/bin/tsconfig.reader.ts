type CompilerOptions = Readonly<Record<string, unknown>>;

/** What is needed of the package typescript. */
export interface Compiler {
  readonly transpileModule?: (
    text: string,
    how: { fileName: string; compilerOptions: CompilerOptions },
  ) => { outputText: string };
  resolveModuleName(
    name: string,
    from: string,
    options: CompilerOptions,
    host: object,
  ): { resolvedModule?: { resolvedFileName: string } };
  findConfigFile(directory: string, exists: (file: string) => boolean): string | undefined;
  getParsedCommandLineOfConfigFile(
    file: string,
    wanted: CompilerOptions,
    host: object,
  ): { options: CompilerOptions } | undefined;
  readonly sys: { fileExists(file: string): boolean };
  readonly ModuleKind: { readonly CommonJS: number };
  readonly ScriptTarget: { readonly ES2023: number };
}

/** Where the app says nothing else. */
const defaults = ({ ScriptTarget }: Compiler): CompilerOptions => ({
  target: ScriptTarget.ES2023,
  esModuleInterop: true,
});

/** What require() and Nest want, and what shows the lines of the source, whatever the app's own build does. */
const musts = ({ ModuleKind }: Compiler): CompilerOptions => ({
  module: ModuleKind.CommonJS,
  verbatimModuleSyntax: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  sourceMap: false,
  inlineSourceMap: true,
});

/**
 * Answers with the options to compile the files of a directory by: those of the nearest tsconfig.json above it, which is
 * read once.
 */
export function tsconfigReader(compiler: Compiler): (directory: string) => CompilerOptions {
  const known = new Map<string | undefined, CompilerOptions>();
  // Which files belong to it is not asked.
  const host = { ...compiler.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => undefined };
  const read = (file: string): CompilerOptions =>
    compiler.getParsedCommandLineOfConfigFile(file, {}, host)?.options ?? defaults(compiler);
  return (directory) => {
    const file = compiler.findConfigFile(directory, (path) => compiler.sys.fileExists(path));
    let options = known.get(file);
    if (!options) known.set(file, (options = { ...(file ? read(file) : defaults(compiler)), ...musts(compiler) }));
    return options;
  };
}
