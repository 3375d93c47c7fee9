/** What becomes of the values: all are kept, some may be rounded or refused, only whether they are 0 is kept, or gaps are closed. */
type Effect = 'keeps' | 'may round' | 'truth' | 'no gaps';

interface Rule {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The types to cast to, one after the other; the last need not be the wanted one where an assignment does the rest. */
  readonly by?: readonly string[];
  /** The function that does it, where there is no cast. */
  readonly call?: string;
  readonly effect: Effect;
}

const WHOLE = ['smallint', 'integer', 'bigint'];
const NUMBERS = [...WHOLE, 'numeric', 'real', 'double precision'];

/** By their prefix: each has a multirange. */
const RANGES = ['int4', 'int8', 'num', 'ts', 'tstz', 'date'];

/**
 * Casts that PostgreSQL does not do by itself in an assignment (pg_cast.castcontext e), or ways through one that it
 * does, where text would fail (`true` for a number, `$1.00`, `"a"=>"b"` for a document) or mean another value (the bits
 * `101` for a number, the corners of a box for a polygon).
 */
const RULES: readonly Rule[] = [
  { from: ['boolean'], to: NUMBERS, by: ['integer'], effect: 'keeps' },
  { from: ['integer'], to: ['boolean'], effect: 'truth' },
  { from: WHOLE, to: ['boolean'], by: ['integer', 'boolean'], effect: 'truth' },
  { from: ['money'], to: NUMBERS, by: ['numeric'], effect: 'may round' },
  { from: NUMBERS, to: ['money'], by: ['numeric'], effect: 'may round' },
  { from: ['bit'], to: ['smallint', 'integer'], by: ['integer'], effect: 'may round' },
  { from: ['bit'], to: NUMBERS, by: ['bigint'], effect: 'may round' },
  { from: ['hstore'], to: ['json', 'jsonb'], effect: 'keeps' },
  ...RANGES.flatMap((name): Rule[] => [
    { from: [`${name}range`], to: [`${name}multirange`], effect: 'keeps' },
    { from: [`${name}multirange`], to: [`${name}range`], call: 'range_merge', effect: 'no gaps' },
  ]),
  { from: ['box'], to: ['polygon'], effect: 'keeps' },
  { from: ['path'], to: ['polygon'], effect: 'may round' },
  { from: ['polygon'], to: ['path', 'box', 'circle', 'point'], effect: 'may round' },
  { from: ['circle'], to: ['polygon', 'box', 'point'], effect: 'may round' },
  { from: ['box'], to: ['circle', 'lseg', 'point'], effect: 'may round' },
  { from: ['lseg'], to: ['point'], effect: 'may round' },
  { from: ['point'], to: ['box'], effect: 'keeps' },
];

/** That of an extension stands in the schema of the extension. */
const unqualified = (type: string): string => (type.endsWith('.hstore') ? 'hstore' : type);

const ruleOf = (from: string, to: string): Rule | undefined =>
  RULES.find((rule) => rule.from.includes(unqualified(from)) && rule.to.includes(to));

/** The expression that converts a column; undefined where no rule knows a way. Types are without modifiers. */
export function explicitCast(column: string, from: string, to: string): string | undefined {
  const rule = ruleOf(from, to);
  if (!rule) return undefined;
  return rule.call ? `${rule.call}(${column})` : [column, ...(rule.by ?? [to])].join('::');
}

/** What it does to the values. */
export const explicitEffect = (from: string, to: string): Effect | undefined => ruleOf(from, to)?.effect;
