import { newUuid, now } from '../base.model';
import { add, alter, change, relate, remove, release, tableOf, viewOf, type Change } from '../change';

const added: readonly Change[] = [
  change('add a nullable column', (model) => add(model, 'Author', 'email', { type: 'varchar', nullable: true })),
  change('add a column with a constant default', (model) =>
    add(model, 'Book', 'stock', { type: 'int', default: 0, comment: `in the shop's cellar` }),
  ),
  change('add a column with a volatile default', (model) =>
    add(model, 'Author', 'token', { type: 'uuid', default: newUuid }),
  ),
  change('add a column with the time', (model) => add(model, 'Genre', 'madeAt', { type: 'timestamptz', default: now })),
  change(
    'add a not null column without default',
    (model) => add(model, 'Author', 'country', { type: 'varchar', length: 2 }),
    { refused: 'public.author.country' },
  ),
  change('add an array column', (model) => add(model, 'Pseudonym', 'years', { type: 'int', array: true, default: [] })),
  change('add an enum column', (model) =>
    add(model, 'Book', 'age', { type: 'enum', enum: ['any', 'adult'], default: 'any' }),
  ),
  change('add a column of a shared enum', (model) =>
    add(model, 'Genre', 'medium', {
      type: 'enum',
      enum: model.tables.Book!.columns.medium!.enum,
      enumName: 'medium',
      nullable: true,
    }),
  ),
  change('add a unique column', (model) =>
    add(model, 'Setting', 'alias', { type: 'varchar', nullable: true, unique: true }),
  ),
  change('add a counted column', (model) => add(model, 'Setting', 'line', { type: 'int', counted: true })),
  change('add a generated column', (model) =>
    add(model, 'Pseudonym', 'full', {
      type: 'text',
      asExpression: `{Pseudonym.word} || ' ' || {Pseudonym.place}`,
      generatedType: 'STORED',
      nullable: true,
    }),
  ),
];

const removed: readonly Change[] = [
  change('remove a nullable column', (model) => remove(model, 'Author', 'bio'), { loses: ['public.author.bio'] }),
  change('remove a column with a default', (model) => remove(model, 'Author', 'settings'), {
    loses: ['public.author.settings'],
  }),
  change('remove a not null column', (model) => remove(model, 'Pseudonym', 'since'), {
    loses: ['public.pseudonym.since'],
    stuck: true,
  }),
  change('remove an enum column', (model) => remove(model, 'Note', 'mark'), { loses: ['public.note.mark'] }),
  change('remove a unique column', (model) => remove(model, 'Author', 'nick'), {
    loses: ['public.author.nick'],
    stuck: true,
  }),
  change(
    'remove an indexed column',
    (model) => {
      release(model, 'Book', 'indexes', 'book_code');
      remove(model, 'Book', 'code');
    },
    { loses: ['public.book.code'] },
  ),
  change('remove a counted column', (model) => remove(model, 'Note', 'number'), { loses: ['public.note.number'] }),
  change('remove a generated column', (model) => remove(model, 'Author', 'shout'), { drops: ['public.author.shout'] }),
];

const renamed: readonly Change[] = [
  change('rename a column', (model) => alter(model, 'Author', 'bio', { name: 'story' }), {
    renames: { 'public.author.bio': 'story' },
  }),
  change('rename a unique column', (model) => alter(model, 'Author', 'nick', { name: 'handle' }), {
    renames: { 'public.author.nick': 'handle' },
  }),
  change('rename an indexed column', (model) => alter(model, 'Author', 'born', { name: 'birth day' }), {
    renames: { 'public.author.born': 'birth day' },
  }),
  change('rename a checked column', (model) => alter(model, 'Book', 'pages', { name: 'leaves' }), {
    renames: { 'public.book.pages': 'leaves' },
  }),
  change(
    'rename a column of a view and a generated column',
    (model) => alter(model, 'Book', 'price', { name: 'cost' }),
    {
      renames: { 'public.book.price': 'cost' },
    },
  ),
  change('rename an enum column', (model) => alter(model, 'Author', 'mood', { name: 'temper' }), {
    renames: { 'public.author.mood': 'temper' },
  }),
  change('rename a column of the primary key', (model) => alter(model, 'Pseudonym', 'word', { name: 'alias' }), {
    renames: { 'public.pseudonym.word': 'alias' },
  }),
  change('rename a join column', (model) => relate(model, 'Book', 'author', { column: 'writer_id' }), {
    renames: { 'public.book.authorId': 'writer_id' },
  }),
  change('rename a counted column', (model) => alter(model, 'Note', 'number', { name: 'rank' }), {
    renames: { 'public.note.number': 'rank' },
  }),
  change(
    'rename a table',
    (model) => {
      tableOf(model, 'Note').table = 'memo';
    },
    { renames: { 'public.note': 'memo' } },
  ),
  change(
    'rename a table that others refer to',
    (model) => {
      tableOf(model, 'Author').table = 'writer';
    },
    { renames: { 'public.author': 'writer' } },
  ),
  change(
    'rename a closure tree',
    (model) => {
      if (tableOf(model, 'Place').tree !== 'closure-table') throw new Error('no closure tree');
      tableOf(model, 'Place').table = 'spot';
    },
    { renames: { 'public.place': 'spot', 'public.place_closure': 'spot_closure' } },
  ),
  change(
    'rename a table of a junction',
    (model) => {
      relate(model, 'Book', 'genres', {});
      tableOf(model, 'Genre').table = 'kind';
    },
    {
      renames: {
        'public.genre': 'kind',
        'public.book_genres_genre': 'book_genres_kind',
        'public.book_genres_genre.genreId': 'kindId',
      },
    },
  ),
  change('rename a view', (model) => {
    viewOf(model, 'GenreLabel').view = 'genre_name';
  }),
];

export const columnChanges = [...added, ...removed, ...renamed];
