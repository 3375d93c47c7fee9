import { normalForms } from './normal.form';
import type { ObservedStatement } from './observed.statement';

/** Only gives a table a new, empty file: no work, however many rows are lost. */
const TRUNCATE = /^truncate\b/;

/** May touch every row there is. Not INSERT ... VALUES, whose rows are in the migration itself. */
const DATA = /^(?:with|update|delete|merge|copy|do|call)\b|^insert\b(?!.*\bvalues\b)/;
/**
 * Can change rows only through a function. Together with an INSERT ... VALUES in one message, that is taken for the
 * cause.
 */
const SELECT = /^select\b/;

/** Work that grows with a table which was there before. */
export interface GrowingWork {
  readonly rewrites: readonly string[];
  readonly indexed: readonly string[];
  readonly scans: readonly string[];
  /** Tables whose rows it changes, as many as there may be. */
  readonly changes: readonly string[];
}

/** Whether it may change rows, of which a shadow has none. */
function changesRows({ sql }: ObservedStatement): boolean {
  const forms = normalForms(sql);
  return forms.some((form) => DATA.test(form)) || forms.every((form) => SELECT.test(form));
}

export function growingWork(statement: ObservedStatement): GrowingWork {
  const { sql, rewrites, indexed, scans, taken } = statement;
  const changes = changesRows(statement)
    ? [...taken].flatMap(([table, mode]) => (mode === 'ROW EXCLUSIVE' ? [table] : []))
    : [];
  if (normalForms(sql).every((form) => TRUNCATE.test(form))) return { rewrites: [], indexed: [], scans: [], changes };
  const built = indexed.filter((table) => !rewrites.includes(table));
  return {
    rewrites,
    indexed: built,
    scans: scans.filter((table) => ![...rewrites, ...built, ...changes].includes(table)),
    changes,
  };
}

export const workedOn = ({ rewrites, indexed, scans, changes }: GrowingWork): string[] => [
  ...new Set([...rewrites, ...indexed, ...scans, ...changes]),
];
