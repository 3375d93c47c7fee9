import ts from 'typescript';
import { insertion, type TextEdit } from './text.edits';

const moduleOf = ({ moduleSpecifier }: ts.ImportDeclaration): string => (moduleSpecifier as ts.StringLiteral).text;

const rank = (module: string): number => (module.startsWith('./') ? 2 : module.startsWith('.') ? 1 : 0);

/** Packages, then `../`, then `./`, each by name. */
export function compareModules(one: string, other: string): number {
  return rank(one) - rank(other) || (one < other ? -1 : Number(one > other));
}

const quoteOf = (source: ts.SourceFile, imports: readonly ts.ImportDeclaration[]): string =>
  imports[0]?.moduleSpecifier.getText(source).charAt(0) ?? "'";

/** Imports a name unless the file has it already: into the import of the same module, else as a line of its own. */
export function addImport(source: ts.SourceFile, name: string, from: string, isType = false): TextEdit[] {
  const imports = source.statements.filter(ts.isImportDeclaration);
  const same = imports.filter((one) => moduleOf(one) === from);
  const named = same.flatMap(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? [{ bindings, typeOnly: importClause.isTypeOnly }] : [];
  });
  if (named.some(({ bindings }) => bindings.elements.some((element) => element.name.text === name))) return [];
  const fitting = named.find(({ typeOnly, bindings }) => bindings.elements.length > 0 && (!typeOnly || isType));
  if (fitting) {
    const last = fitting.bindings.elements.at(-1)!;
    return [insertion(last.getEnd(), `, ${isType && !fitting.typeOnly ? 'type ' : ''}${name}`)];
  }
  const quote = quoteOf(source, imports);
  const line = `import ${isType ? 'type ' : ''}{ ${name} } from ${quote}${from}${quote};`;
  const later = imports.find((one) => compareModules(moduleOf(one), from) > 0);
  if (later) return [insertion(later.getStart(source), `${line}\n`)];
  const last = imports.at(-1);
  return [last ? insertion(last.getEnd(), `\n${line}`) : insertion(0, `${line}\n\n`)];
}
