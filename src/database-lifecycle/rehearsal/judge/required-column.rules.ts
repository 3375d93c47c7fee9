import type { SafeRewrite } from '../../interfaces/rehearsal.interface';

/** What gives the rows that are there a value. */
const FILLED = /\b(?:default|generated|(?:small|big)?serial)\b/;
const NEEDED = /\b(?:not null|primary key)\b/;
const ADDS = /(?:^| )add (?!constraint\b|check\b|foreign\b|unique\b|primary\b|exclude\b)/;

/** The actions of an ALTER TABLE: what stands between commas outside of parentheses. */
function actions(statement: string): string[] {
  let depth = 0;
  const found = [''];
  for (const token of statement.split(' ')) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) found.push('');
    else found[found.length - 1] += ` ${token}`;
  }
  return found;
}

/**
 * Whether a column is added that no row that is there has a value for, and each must.
 * @param statements in their normal form
 */
export const addsRequiredColumn = (statements: readonly string[]): boolean =>
  statements
    .filter((statement) => statement.startsWith('alter table '))
    .flatMap(actions)
    .some((action) => ADDS.test(action) && NEEDED.test(action) && !FILLED.test(action));

export const requiredColumnRewrite: SafeRewrite = {
  rule: 'required-column',
  steps: [
    'ADD COLUMN without NOT NULL, or with a constant DEFAULT, which costs a moment however many rows there are.',
    'Backfill it in batches; then a check of NOT NULL that is NOT VALID, VALIDATE, and SET NOT NULL.',
  ],
  source: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-ADDING-A-COLUMN',
};
