import ts from 'typescript';

const isNamed = (node: ts.Statement): node is ts.ClassDeclaration | ts.EnumDeclaration | ts.FunctionDeclaration =>
  ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isFunctionDeclaration(node);

const importedBy = ({ importClause }: ts.ImportDeclaration): ts.Identifier[] => {
  const { name, namedBindings } = importClause ?? {};
  const more: readonly (ts.ImportSpecifier | ts.NamespaceImport | undefined)[] =
    namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [namedBindings];
  return [name, ...more.map((element) => element?.name)].filter((found) => found !== undefined);
};

/** The names that a file imports or declares, each with where it has them from: a module, or `its own`. */
export function namesIn(source: ts.SourceFile): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, from: string) => found.set(name, [...(found.get(name) ?? []), from]);
  for (const node of source.statements) {
    if (ts.isImportDeclaration(node))
      for (const { text } of importedBy(node)) add(text, `that of ${(node.moduleSpecifier as ts.StringLiteral).text}`);
    else if (isNamed(node) && node.name) add(node.name.text, 'its own');
  }
  return found;
}
