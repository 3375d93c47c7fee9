import { tokenize, type SqlToken } from './sql.tokenizer';

/** A statement that is longer gets its list of columns, or whatever its first parenthesis holds, on lines of its own. */
const LONGEST_LINE = 100;

/**
 * Cuts a statement into lines: a CREATE TABLE gets one line for each column and constraint. Nothing but white space
 * changes, and none inside a string, a quoted name or a nested parenthesis.
 */
export function layOutSql(sql: string): string[] {
  const text = sql.trim();
  if (text.length <= LONGEST_LINE || !/^CREATE TABLE/i.test(text)) return [text];
  const lines: string[] = [];
  let depth = 0;
  let start = 0;
  const cut = (end: number, indent: string): void => {
    lines.push(indent + text.slice(start, end).trim());
    start = end;
  };
  for (const { kind, text: symbol, start: position, end } of tokenize(text)) {
    if (kind !== 'symbol') continue;
    if (symbol === '(' && ++depth === 1) cut(end, '');
    else if (symbol === ',' && depth === 1) cut(end, '  ');
    else if (symbol === ')' && --depth === 0) cut(position, '  ');
  }
  cut(text.length, '');
  return lines;
}

/** On one line, but for strings and quoted names of several: of those nothing changes. */
export function joinLines(sql: string, tokens: readonly SqlToken[] = tokenize(sql)): string {
  const gap = (start: number, end?: number): string => sql.slice(start, end).replace(/\s+/g, ' ');
  let position = 0;
  let line = '';
  for (const { start, end } of tokens) {
    line += gap(position, start) + sql.slice(start, end);
    position = end;
  }
  return (line + gap(position)).trim();
}
