import ts from 'typescript';

export const parseSource = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** The call `@name(...)` on a class or one of its members. */
export function decoratorOf(node: ts.Node, ...names: readonly string[]): ts.CallExpression | undefined {
  if (!ts.canHaveDecorators(node)) return undefined;
  return ts
    .getDecorators(node)
    ?.map(({ expression }) => expression)
    .filter(ts.isCallExpression)
    .find(({ expression }) => ts.isIdentifier(expression) && names.includes(expression.text));
}

/** The classes of a file that carry the decorator. */
export const decoratedClasses = (source: ts.SourceFile, ...names: readonly string[]): ts.ClassDeclaration[] =>
  source.statements.filter(ts.isClassDeclaration).filter((node) => decoratorOf(node, ...names) !== undefined);

/** The value of a property in an object literal, by the property's name. */
export function valueIn(literal: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  return literal.properties
    .filter(ts.isPropertyAssignment)
    .find(
      (property) =>
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) && property.name.text === name,
    )?.initializer;
}

/** The options that a decorator was called with, behind whatever else it was given. */
export const optionsOf = (call: ts.CallExpression | undefined): ts.ObjectLiteralExpression | undefined =>
  call?.arguments.find(ts.isObjectLiteralExpression);

export const isTrue = (node: ts.Expression | undefined): boolean => node?.kind === ts.SyntaxKind.TrueKeyword;
export const isFalse = (node: ts.Expression | undefined): boolean => node?.kind === ts.SyntaxKind.FalseKeyword;

export const textOf = (node: ts.Expression | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;
