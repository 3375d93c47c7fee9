import ts from 'typescript';
import { parseSource, textOf } from './class.reader';

/** The values of an enum of texts, as its file declares it; none where it is of another kind, or not there. */
export function enumLabels(path: string, text: string, name: string): string[] {
  const declared = parseSource(path, text).statements.filter(ts.isEnumDeclaration);
  const members = declared.find((node) => node.name.text === name)?.members ?? [];
  return members.flatMap(({ initializer }) => textOf(initializer) ?? []);
}
