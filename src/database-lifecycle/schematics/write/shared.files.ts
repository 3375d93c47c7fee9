import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { AppShape } from '../app/app.shape';
import { parseSource } from '../source/class.reader';
import { applyEdits, insertion, type TextEdit } from '../source/text.edits';
import type { GeneratedFiles } from './generated.files';

/** What is copied for each name: the file, and those that it imports. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  paginate: ['page', 'page.query.dto'],
  'database-error.filter': ['database-error.mapper'],
};

/** The `!` behind each property without a value, where the compiler wants it. */
function definiteMarks(node: ts.Node, mark: string): TextEdit[] {
  const own =
    ts.isPropertyDeclaration(node) && !node.initializer && !node.questionToken && !isAbstract(node)
      ? [insertion(node.name.getEnd(), mark)]
      : [];
  const below: TextEdit[] = [];
  ts.forEachChild(node, (child) => void below.push(...definiteMarks(child, mark)));
  return [...own, ...below];
}

const isAbstract = (node: ts.PropertyDeclaration): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;

/** The text of a shared file as the app's compiler and module system want it. */
function sharedText(name: string, { extension, definite }: AppShape): string {
  const text = readFileSync(join(__dirname, '..', 'shared', `${name}.ts.template`), 'utf8');
  const source = parseSource(name, text);
  const extensions = source.statements
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => moduleSpecifier as ts.StringLiteral)
    .filter((specifier) => specifier.text.startsWith('.'))
    .map((specifier) => insertion(specifier.getEnd() - 1, extension));
  return applyEdits(text, [...extensions, ...definiteMarks(source, definite)]);
}

/** Brings what generated code shares, such as pagination, into the app's `common/`, unless it is there. */
export function addSharedFiles(app: AppShape, files: GeneratedFiles, names: readonly string[]): void {
  for (const name of names.flatMap((name) => [name, ...(COMPANIONS[name] ?? [])])) {
    const path = `${app.sourceRoot}/common/${name}.ts`;
    if (!files.exists(path)) files.create(path, sharedText(name, app));
  }
}
