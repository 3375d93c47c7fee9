import type { UnitTestTree } from '@angular-devkit/schematics/testing';
import ts from 'typescript';

const OPTIONS = { noLib: true, noResolve: true, experimentalDecorators: true, target: ts.ScriptTarget.ES2023 } as const;
/** A name that is there twice. */
const DOUBLED = new Set([2300, 2440, 2451]);

/** What the compiler says of the sources by themselves: of their syntax, and of names that are there twice. */
export function faultsIn(tree: UnitTestTree): string[] {
  const paths = tree.files.filter((path) => path.endsWith('.ts'));
  const host: ts.CompilerHost = {
    fileExists: (path) => tree.exists(path),
    readFile: (path) => tree.readText(path),
    getSourceFile: (path, language) =>
      tree.exists(path) ? ts.createSourceFile(path, tree.readText(path), language) : undefined,
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
  const program = ts.createProgram(paths, OPTIONS, host);
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    // Below 2000 are the parser's and the binder's, such as of a word that is no name under strict rules.
    const bound = program.getSemanticDiagnostics(source).filter(({ code }) => code < 2000 || DOUBLED.has(code));
    return [...program.getSyntacticDiagnostics(source), ...bound].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
