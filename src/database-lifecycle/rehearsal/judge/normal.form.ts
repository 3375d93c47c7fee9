import { splitStatements, tokenize } from '../../sql/sql.tokenizer';

const PLACEHOLDERS: Readonly<Record<string, string>> = { name: '"name"', string: "'string'" };

/** A statement for rules to match: words in lower case, quoted names and strings as placeholders, one space between. */
const normalForm = (sql: string): string =>
  tokenize(sql)
    .map(({ kind, text }) => PLACEHOLDERS[kind] ?? text)
    .join(' ');

/** One for each statement of what was sent as one. */
export const normalForms = (sql: string): string[] => splitStatements(sql).map(normalForm);
