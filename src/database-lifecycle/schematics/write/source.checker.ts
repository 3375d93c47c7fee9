import ts from 'typescript';
import { parseSource } from '../source/class.reader';
import { refuseWithoutApi } from '../source/compiler.error';
import { namesIn } from '../source/name.finder';
import { SourceError } from './source.error';

/** What generated code uses of JavaScript's own. */
const OF_JAVASCRIPT = ['Date', 'Math', 'Number', 'Object', 'Promise', 'String'];

const ambiguousIn = (path: string, text: string): [name: string, from: string[]][] =>
  [...namesIn(parseSource(path, text))].filter(([, from]) => from.length > 1);

/**
 * Makes sure that a file can be compiled, whatever the entity and its fields are called.
 * @param before its text so far; undefined for a new one
 * @throws SourceError, CompilerError
 */
export function checkSource(path: string, text: string, before: string | undefined): void {
  refuseWithoutApi();
  const isNew = before === undefined;
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true });
  // Without a file it is about the compiler's options.
  const fault = diagnostics.find(({ file }) => file);
  if (fault) {
    const line = fault.file!.getLineAndCharacterOfPosition(fault.start ?? 0).line;
    throw SourceError.unreadable(path, line + 1, ts.flattenDiagnosticMessageText(fault.messageText, ' '), isNew);
  }
  const known = new Set(isNew ? [] : ambiguousIn(path, before).map(([name]) => name));
  const ambiguous = ambiguousIn(path, text).find(([name]) => !known.has(name));
  if (ambiguous) throw SourceError.twoOfOneName(path, ...ambiguous);
  const names = namesIn(parseSource(path, text));
  const hidden = isNew && OF_JAVASCRIPT.find((name) => names.has(name));
  if (hidden) throw SourceError.nameOfJavaScript(path, hidden);
}
