import ts from 'typescript';
import type { TextEdit } from '../source/text.edits';

/** Options of a connection with which TypeORM changes tables by itself. */
const UNSAFE = new Set(['synchronize', 'dropSchema', 'migrationsRun']);
/** One of these beside it tells a connection's options from an entity's, whose `synchronize` is another thing. */
const BESIDE = new Set(['type', 'url', 'host', 'database', 'entities', 'autoLoadEntities', 'replication']);

interface UnsafeOption {
  /** As written, e.g. `synchronize: true`. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Takes it out, with its comma. */
  readonly removal: TextEdit;
}

const nameOf = ({ name }: ts.ObjectLiteralElementLike): string =>
  name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '';

/** Up to and with the comma behind it; the comment above a property belongs to it. */
function removalOf(property: ts.PropertyAssignment, source: ts.SourceFile): TextEdit {
  const comma = /^\s*,/.exec(source.text.slice(property.getEnd()))?.[0].length ?? 0;
  return { start: property.getFullStart(), end: property.getEnd() + comma, text: '' };
}

/** What is not plainly `false` in the options of a connection. */
export function unsafeOptions(source: ts.SourceFile): UnsafeOption[] {
  const found: UnsafeOption[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && node.properties.some((property) => BESIDE.has(nameOf(property))))
      for (const property of node.properties.filter(ts.isPropertyAssignment))
        if (UNSAFE.has(nameOf(property)) && property.initializer.kind !== ts.SyntaxKind.FalseKeyword)
          found.push({
            text: property.getText(source),
            line: source.getLineAndCharacterOfPosition(property.getStart(source)).line + 1,
            removal: removalOf(property, source),
          });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether code calls `TypeOrmModule.forRoot()` or `forRootAsync()`. */
export function connectsTypeOrm(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node) && /^forRoot(?:Async)?$/.test(node.name.text))
    return ts.isIdentifier(node.expression) && node.expression.text === 'TypeOrmModule';
  return ts.forEachChild(node, (child) => connectsTypeOrm(child) || undefined) ?? false;
}
