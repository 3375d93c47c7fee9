import type { SafeRewrite } from '../../interfaces/rehearsal.interface';

interface OldVersionRule extends SafeRewrite {
  readonly pattern: RegExp;
  readonly message: string;
}

const ALTER_TABLE = 'https://www.postgresql.org/docs/current/sql-altertable.html';

/** Changes of a moment that the version of the app which still runs does not know of. */
const RULES: readonly OldVersionRule[] = [
  {
    rule: 'rename-table',
    pattern: /^alter (?:table|view|materialized view)\b.* (?:rename to|set schema) /,
    message: 'The version of the app that still runs asks for the old name, and fails until it is replaced.',
    steps: ['In the same transaction CREATE VIEW of the old name; drop the view in a later deploy.'],
    source: ALTER_TABLE,
  },
  {
    rule: 'rename-column',
    pattern: /^alter (?:table|view|materialized view)\b.* rename (?:column )?(?!constraint\b|to\b|column\b)\S+ to /,
    message: 'The version of the app that still runs asks for the old name, and fails until it is replaced.',
    steps: [
      'ADD COLUMN of the new name, write both, backfill, read the new one, and drop the old one in a later deploy.',
    ],
    source: ALTER_TABLE,
  },
  {
    rule: 'rename-label',
    pattern: /^alter type\b.* rename value\b/,
    message: 'The version of the app that still runs writes the old label, and fails until it is replaced.',
    steps: ['ADD VALUE of the new label, and rewrite the rows once no version writes the old one.'],
    source: 'https://www.postgresql.org/docs/current/sql-altertype.html',
  },
  {
    rule: 'drop-column',
    // DROP COLUMN may be written without COLUMN.
    pattern: /^alter table\b.* drop (?!constraint\b|not null\b|default\b|expression\b|identity\b)/,
    message: 'The version of the app that still runs selects the column by its name, and fails until it is replaced.',
    steps: ['Take it out of the entity (or make it `select: false`) in one deploy, and drop the column in the next.'],
    source: ALTER_TABLE,
  },
  {
    rule: 'drop-table',
    pattern: /^drop (?:table|view|materialized view)\b/,
    message: 'The version of the app that still runs may ask for it, and fails until it is replaced.',
    steps: ['Take its entity out in one deploy, and drop it in the next.'],
    source: 'https://www.postgresql.org/docs/current/sql-droptable.html',
  },
];

/** @param statements in their normal form */
export const oldVersionRules = (statements: readonly string[]): readonly OldVersionRule[] =>
  RULES.filter(({ pattern }) => statements.some((statement) => pattern.test(statement)));
