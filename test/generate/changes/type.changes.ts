import { alter, change, type Change } from '../change';

/** Every value is one of the new type. */
const widened: readonly Change[] = [
  change('widen a length', (model) => alter(model, 'Author', 'nick', { length: 50 })),
  change('widen a length under a generated column', (model) => alter(model, 'Author', 'name', { length: 60 })),
  change('take a length away', (model) => alter(model, 'Book', 'title', { length: '' })),
  change('varchar to text under a view', (model) => alter(model, 'Genre', 'label', { type: 'text', length: '' })),
  change('widen a key', (model) => alter(model, 'Setting', 'name', { length: 30 })),
  change('widen a precision', (model) => alter(model, 'Author', 'rating', { precision: 8 })),
  change('widen a scale', (model) => alter(model, 'Author', 'rating', { precision: 9, scale: 4 }), {
    reads: { 'public.author.rating': '"rating"::numeric(9, 4)' },
  }),
  change('widen the precision of a time', (model) => alter(model, 'Author', 'joined', { precision: 6 })),
  change('int to bigint', (model) => alter(model, 'Book', 'pages', { type: 'bigint' })),
  change('smallint to int in a unique', (model) => alter(model, 'Book', 'weight', { type: 'int' })),
  change('a key and what refers to it to bigint', (model) => alter(model, 'Author', 'id', { type: 'bigint' })),
  change('a counted column to bigint', (model) => alter(model, 'Note', 'number', { type: 'bigint' })),
  change('int to numeric', (model) => alter(model, 'Pseudonym', 'since', { type: 'numeric' })),
];

const retyped: readonly Change[] = [
  change('date to timestamp', (model) => alter(model, 'Author', 'born', { type: 'timestamp' }), {
    reads: { 'public.author.born': '"born"::timestamp' },
  }),
  change('json to jsonb', (model) => alter(model, 'Book', 'extra', { type: 'jsonb' }), {
    risks: ['public.book.extra'],
    reads: { 'public.book.extra': '"extra"::jsonb' },
    returns: { 'public.book.extra': '"extra"::jsonb::json' },
  }),
  change('timestamp to timestamptz', (model) => alter(model, 'Setting', 'checkedAt', { type: 'timestamptz' }), {
    risks: ['public.setting.checkedAt'],
    reads: { 'public.setting.checkedAt': '"checkedAt"::timestamptz' },
  }),
  change('int to text', (model) => alter(model, 'Record', 'speed', { type: 'text' })),
  change('enum to varchar', (model) =>
    alter(model, 'Copy', 'state', { type: 'varchar', enum: undefined, nullable: true }),
  ),
];

const arrays: readonly Change[] = [
  change('text[] to varchar[]', (model) => alter(model, 'Author', 'tags', { type: 'varchar' })),
  change('a scalar becomes an array', (model) => alter(model, 'Carrier', 'label', { array: true }), {
    reads: { 'public.carrier.label': 'ARRAY["label"]' },
  }),
  change('an array becomes a scalar', (model) => alter(model, 'Author', 'moods', { array: false }), {
    risks: ['public.author.moods'],
    reads: { 'public.author.moods': '"moods"[1]' },
    returns: { 'public.author.moods': 'CASE WHEN "moods"[1] IS NOT NULL THEN "moods"[1:1] END' },
  }),
  change('an array becomes a document', (model) => alter(model, 'Author', 'tags', { type: 'jsonb', array: false }), {
    reads: { 'public.author.tags': 'to_jsonb("tags")' },
  }),
];

/** It depends on the values. */
const narrowed: readonly Change[] = [
  change('narrow a length', (model) => alter(model, 'Pseudonym', 'word', { length: 10 }), {
    risks: ['public.pseudonym.word'],
  }),
  change('text to int', (model) => alter(model, 'Book', 'code', { type: 'int' }), { risks: ['public.book.code'] }),
  change('narrow a precision', (model) => alter(model, 'Book', 'price', { precision: 6 }), {
    risks: ['public.book.price'],
  }),
  change(
    'varchar to enum',
    (model) => alter(model, 'Setting', 'value', { type: 'enum', enum: ['12', '007', 'none'], default: 'none' }),
    { risks: ['public.setting.value'] },
  ),
];

export const typeChanges = [...widened, ...retyped, ...arrays, ...narrowed];
