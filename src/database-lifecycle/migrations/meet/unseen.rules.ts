import { tokenize } from '../../sql/sql.tokenizer';

const READS = new Set(['select', 'show', 'values', 'table', 'explain', 'set', 'lock', 'savepoint', 'release']);
const CHANGES = new Set(['create', 'alter', 'drop']);
const MODIFIERS = new Set(['or', 'replace', 'unique', 'temp', 'temporary', 'unlogged', 'materialized', 'recursive']);
/** What a snapshot of the catalog holds. */
const SEEN = new Set(['table', 'index', 'type', 'sequence', 'schema', 'extension', 'view']);
/** Parts of a table that it does not hold: ENABLE ROW LEVEL SECURITY, DISABLE TRIGGER. */
const UNSEEN_PARTS = new Set(['security', 'trigger', 'rule', 'policy']);
/** INSERT INTO, UPDATE, DELETE FROM: the name of what they change is among these. */
const TARGET_LENGTH = 5;

/**
 * Whether a statement does what a snapshot of the catalog does not show: changes rows, makes functions, triggers or
 * policies, grants. Rows of TypeORM's own record count as seen, as they are looked after.
 */
export function isUnseen(statement: string, metadataTable: string): boolean {
  const tokens = tokenize(statement);
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const [first] = words;
  if (first === undefined || first === 'comment' || READS.has(first)) return false;
  if (!CHANGES.has(first)) return !tokens.slice(0, TARGET_LENGTH).some(({ text }) => text === metadataTable);
  const kind = words.slice(1).find((word) => !MODIFIERS.has(word)) ?? '';
  return !SEEN.has(kind) || (first === 'alter' && words.some((word) => UNSEEN_PARTS.has(word)));
}
