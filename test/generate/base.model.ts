import { table, type Model } from './model';

/** One function object each, so that two models made alike are equal. */
export const now = (): string => 'now()';
export const newUuid = (): string => 'gen_random_uuid()';

/** The enum that two tables share. */
const MEDIUM = ['paper', 'tape', 'disc', 'film'];

const people = {
  Author: table({
    table: 'author',
    comment: 'who writes',
    columns: {
      id: { key: 'increment' },
      name: { type: 'varchar', length: 40 },
      nick: { type: 'varchar', length: 20, unique: true },
      born: { type: 'date', nullable: true },
      bio: { type: 'text', nullable: true, comment: 'in their own words' },
      rating: { type: 'numeric', precision: 6, scale: 2, nullable: true },
      active: { type: 'boolean', default: true },
      tags: { type: 'text', array: true, nullable: true },
      settings: { type: 'jsonb', default: {} },
      mood: { type: 'enum', enum: ['calm', 'grim', 'merry'], default: 'calm' },
      moods: { type: 'enum', enum: ['up', 'down', 'flat'], enumName: 'author_moods', array: true, nullable: true },
      joined: { type: 'timestamp', precision: 3, default: now },
      shout: { type: 'text', asExpression: 'upper({Author.name})', generatedType: 'STORED', nullable: true },
    },
    checks: { author_rating: '{Author.rating} >= 0' },
    indexes: {
      '#born': { columns: ['born'] },
      author_active_name: { columns: ['active', 'name'], where: '{Author.active}' },
    },
  }),
  Pseudonym: table({
    table: 'pseudonym',
    columns: {
      word: { key: 'plain', type: 'varchar', length: 30 },
      place: { key: 'plain', type: 'int' },
      since: { type: 'int' },
    },
    relations: {
      author: { kind: 'many-to-one', to: 'Author', options: { nullable: false, onDelete: 'CASCADE' } },
    },
  }),
};

const works = {
  Book: table({
    table: 'book',
    columns: {
      id: { key: 'uuid' },
      title: { type: 'varchar', length: 80 },
      pages: { type: 'int', nullable: true },
      price: { type: 'numeric', precision: 8, scale: 2, default: 10 },
      code: { type: 'varchar', nullable: true },
      medium: { type: 'enum', enum: MEDIUM, enumName: 'medium', default: 'paper' },
      weight: { type: 'smallint' },
      extra: { type: 'json', nullable: true },
      gross: { type: 'numeric', asExpression: '{Book.price} * 1.2', generatedType: 'STORED', nullable: true },
    },
    relations: {
      author: { kind: 'many-to-one', to: 'Author', options: { onDelete: 'SET NULL' } },
      sequelOf: { kind: 'many-to-one', to: 'Book' },
      genres: { kind: 'many-to-many', to: 'Genre' },
    },
    checks: { '#pages': '{Book.pages} > 0' },
    indexes: { book_code: { columns: ['code'], unique: true }, '#author': { columns: ['author'] } },
    uniques: { '#title': { columns: ['title', 'author'] }, book_weight: { columns: ['title', 'weight'] } },
  }),
  Genre: table({
    table: 'genre',
    columns: {
      id: { key: 'identity' },
      label: { type: 'varchar', length: 30, default: 'new' },
      rank: { type: 'int', nullable: true },
    },
  }),
  Copy: table({
    table: 'copy',
    schema: 'depot',
    columns: {
      id: { key: 'increment', type: 'bigint' },
      shelf: { type: 'varchar', length: 8, nullable: true },
      medium: { type: 'enum', enum: MEDIUM, enumName: 'medium' },
      state: { type: 'enum', enum: ['new', 'worn', 'lost'], nullable: true },
      lentAt: { type: 'timestamp with time zone', nullable: true },
    },
    relations: {
      book: {
        kind: 'many-to-one',
        to: 'Book',
        column: 'book_id',
        options: { nullable: false, deferrable: 'INITIALLY DEFERRED' },
      },
    },
    // PostgreSQL prints it otherwise once it was dropped and made again.
    checks: { copy_shelf: `{Copy.shelf} NOT IN ('', '-')` },
  }),
};

const shapes = {
  Place: table({
    table: 'place',
    tree: 'closure-table',
    columns: { id: { key: 'increment' }, name: { type: 'varchar' } },
    relations: {
      parent: { kind: 'tree parent', to: 'Place' },
      children: { kind: 'tree children', to: 'Place' },
    },
  }),
  Carrier: table({
    table: 'carrier',
    discriminator: { type: 'varchar', name: 'kind', length: 20 },
    columns: {
      id: { key: 'increment' },
      label: { type: 'varchar' },
      medium: { type: 'enum', enum: MEDIUM, enumName: 'medium', nullable: true },
    },
  }),
  Note: table({
    table: 'note',
    columns: {
      id: { key: 'increment' },
      body: { type: 'text' },
      mark: { type: 'enum', enum: ['red', 'green'], nullable: true },
      number: { type: 'int', counted: true },
    },
    indexes: { '#body': { columns: ['body'] } },
  }),
  Setting: table({
    table: 'setting',
    columns: {
      name: { key: 'plain', type: 'varchar', length: 20 },
      value: { type: 'varchar', default: 'none' },
      checkedAt: { type: 'timestamp', nullable: true },
    },
  }),
};

/** Made anew for each use, as changes write into it. */
export const baseModel = (): Model =>
  structuredCloneButFunctions({
    tables: { ...people, ...works, ...shapes },
    children: {
      Record: {
        of: 'Carrier',
        columns: { minutes: { type: 'int' }, speed: { type: 'int', nullable: true } },
        relations: {},
      },
      Film: {
        of: 'Carrier',
        columns: { colour: { type: 'enum', enum: ['yes', 'no'] } },
        relations: { book: { kind: 'many-to-one', to: 'Book' } },
      },
    },
    views: {
      CheapBook: {
        view: 'cheap_book',
        expression: 'SELECT {Book.id} AS "id", {Book.title} AS "title" FROM {Book} WHERE {Book.price} < 15',
        columns: ['id', 'title'],
        indexes: {},
      },
      CheapTitle: {
        view: 'cheap_title',
        expression: 'SELECT "title" FROM {CheapBook}',
        columns: ['title'],
        indexes: {},
        over: ['CheapBook'],
      },
      AuthorCount: {
        view: 'author_count',
        materialized: true,
        expression: 'SELECT {Author.mood} AS "mood", count(*) AS "authors" FROM {Author} GROUP BY 1',
        columns: ['mood', 'authors'],
        indexes: { author_count_mood: { columns: ['mood'], unique: true } },
      },
      GenreLabel: {
        view: 'genre_label',
        expression: 'SELECT {Genre.id} AS "id", {Genre.label} AS "label" FROM {Genre}',
        columns: ['id', 'label'],
        indexes: {},
      },
    },
  });

/** A copy all through in which functions stay the same ones. */
function structuredCloneButFunctions<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(structuredCloneButFunctions) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, structuredCloneButFunctions(part as unknown)]),
  ) as Value;
}
