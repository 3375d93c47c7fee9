import { StatementReader } from '../../apply/statement.reader';
import { TokenReader, type SqlToken } from '../../sql/sql.tokenizer';

const READS = new Set(['select', 'show', 'values', 'table', 'explain', 'set', 'lock', 'savepoint', 'release']);
const CHANGES = new Set(['create', 'alter', 'drop']);
const MODIFIERS = new Set(['or', 'replace', 'unique', 'temp', 'temporary', 'unlogged', 'materialized', 'recursive']);
/** What a snapshot of the catalog holds. */
const SEEN = new Set(['table', 'index', 'type', 'sequence', 'schema', 'extension', 'view']);
/** What ALTER can do to those that a snapshot does not show; words and symbols with one blank between. */
const UNSEEN_ACTIONS = [
  /\brow level security\b/u,
  /\b(enable|disable) (always |replica )?(trigger|rule)\b/u,
  /\bowner to\b/u,
  /\breplica identity\b/u,
  /\b(set|reset) \(/u,
  /\bset (statistics|storage|compression|tablespace|access method)\b/u,
  /\bcluster on\b|\bset without cluster\b/u,
  /\brestart\b/u,
];
/** Functions that write, in whatever SELECT they are called. */
const WRITERS = /^(setval|nextval|lo_\w+|pg_notify)$/u;
/** Functions that are called without FROM for their answer; any other counts as called for its effect. */
const READERS = /^(current_\w+|version|to_reg\w+|pg_get_\w+|has_\w+|exists|coalesce|now)$/u;
/** INSERT INTO, UPDATE, DELETE FROM: the name of what they change is among these. */
const TARGET_LENGTH = 5;

const isCall = (tokens: readonly SqlToken[], position: number): boolean => tokens[position + 1]?.text === '(';

/** Whether a SELECT calls a function that writes, or one that nothing is read from: `SELECT create_hypertable(...)`. */
function callsForEffect(reader: TokenReader): boolean {
  const tokens = reader.all();
  if (tokens.some(({ text }, position) => WRITERS.test(text) && isCall(tokens, position))) return true;
  // The name of what is selected may be qualified.
  const named = tokens[2]?.text === '.' ? 3 : 1;
  if (tokens[0]?.text !== 'select' || !isCall(tokens, named) || READERS.test(tokens[named]!.text)) return false;
  return !new StatementReader(reader, '').holdsOutside('from');
}

const isUnseenAction = (tokens: readonly SqlToken[]): boolean => {
  const actions = tokens.map(({ kind, text }) => (kind === 'word' || kind === 'symbol' ? text : '?')).join(' ');
  return UNSEEN_ACTIONS.some((action) => action.test(actions));
};

/**
 * Whether a statement does what a snapshot of the catalog does not show: changes rows, makes functions, triggers or
 * policies, grants. Rows of TypeORM's own record count as seen, as they are looked after.
 */
export function isUnseen(statement: string, metadataTable: string): boolean {
  const reader = new TokenReader(statement);
  const tokens = reader.all();
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const [first] = words;
  if (first === undefined || first === 'comment') return false;
  if (READS.has(first)) return callsForEffect(reader);
  if (!CHANGES.has(first)) return !tokens.slice(0, TARGET_LENGTH).some(({ text }) => text === metadataTable);
  const kind = words.slice(1).find((word) => !MODIFIERS.has(word)) ?? '';
  return !SEEN.has(kind) || (first === 'alter' && isUnseenAction(tokens));
}
