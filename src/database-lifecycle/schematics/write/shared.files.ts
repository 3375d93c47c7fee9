import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { AppShape } from '../app/app.shape';
import { parseSource } from '../source/class.reader';
import { applyEdits, insertion } from '../source/text.edits';
import type { GeneratedFiles } from './generated.files';

/** What is copied for each name: the file, and those that it imports. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  paginate: ['page', 'page.query.dto'],
  'database-error.filter': ['database-error.mapper'],
};

/** The text of a shared file, with the extension that ES modules want on relative imports. */
function sharedText(name: string, extension: string): string {
  const text = readFileSync(join(__dirname, '..', 'shared', `${name}.ts.template`), 'utf8');
  const source = parseSource(name, text);
  const edits = source.statements
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => moduleSpecifier as ts.StringLiteral)
    .filter((specifier) => specifier.text.startsWith('.'))
    .map((specifier) => insertion(specifier.getEnd() - 1, extension));
  return applyEdits(text, edits);
}

/** Brings what generated code shares, such as pagination, into the app's `common/`, unless it is there. */
export function addSharedFiles(
  { sourceRoot, extension }: AppShape,
  files: GeneratedFiles,
  names: readonly string[],
): void {
  for (const name of names.flatMap((name) => [name, ...(COMPANIONS[name] ?? [])])) {
    const path = `${sourceRoot}/common/${name}.ts`;
    if (!files.exists(path)) files.create(path, sharedText(name, extension));
  }
}
