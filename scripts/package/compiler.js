const { dirname, join } = require('node:path');
const ts = require('typescript');

const host = {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};

function refuseFaults(diagnostics) {
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, host));
}

/** What a compiled file or its types import, e.g. `../errors/usage.error` and `typeorm`. */
function importsOf(text) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function readConfig(configFile) {
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile);
  refuseFaults(error ? [error] : []);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configFile));
  refuseFaults(parsed.errors);
  return parsed;
}

/** The types with their comments, of those files only that the entries lead to. */
function typesOf(entries, options) {
  const types = new Map();
  const roots = entries.map((entry) => join(options.rootDir, `${entry}.ts`));
  const program = ts.createProgram(roots, options);
  const keep = (name, text) => types.set(name.slice(options.outDir.length + 1), text);
  refuseFaults(program.emit(undefined, keep, undefined, true).diagnostics);
  const reached = new Set();
  const open = entries.map((entry) => `${entry}.d.ts`);
  for (const name of open) {
    if (reached.has(name)) continue;
    reached.add(name);
    const own = importsOf(types.get(name)).filter((imported) => imported.startsWith('.'));
    open.push(...own.map((imported) => `${join(dirname(name), imported)}.d.ts`));
  }
  return [...types].filter(([name]) => reached.has(name));
}

/** Without comments, which the types have. Types are checked by `npm run typecheck`. */
function codeOf(file, { rootDir, ...options }) {
  const compilerOptions = { ...options, rootDir, removeComments: true, declaration: false };
  const { outputText, diagnostics } = ts.transpileModule(ts.sys.readFile(file), {
    compilerOptions,
    fileName: file,
    reportDiagnostics: true,
  });
  refuseFaults(diagnostics);
  return [file.slice(rootDir.length + 1).replace(/\.ts$/, '.js'), outputText];
}

/**
 * The module alone: text by path, seen from the room of its sources.
 * @param entries files that may be imported from outside, e.g. `health/index`
 */
function compile(configFile, entries) {
  const { fileNames, options } = readConfig(configFile);
  return new Map([...fileNames.map((file) => codeOf(file, options)), ...typesOf(entries, options)]);
}

module.exports = { compile, importsOf };
