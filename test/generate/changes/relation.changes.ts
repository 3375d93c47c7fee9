import { add, change, relate, separate, tableOf, type Change } from '../change';
import { table } from '../model';

const foreignKeys: readonly Change[] = [
  change('add a relation', (model) => relate(model, 'Book', 'place', { kind: 'many-to-one', to: 'Place' })),
  change(
    'add a relation that may not be null',
    (model) => relate(model, 'Note', 'author', { kind: 'many-to-one', to: 'Author', options: { nullable: false } }),
    { refused: 'public.note.authorId' },
  ),
  change('add a self reference', (model) =>
    relate(model, 'Genre', 'above', { kind: 'many-to-one', to: 'Genre', options: { onDelete: 'CASCADE' } }),
  ),
  change('add a one-to-one', (model) => relate(model, 'Setting', 'author', { kind: 'one-to-one', to: 'Author' })),
  change('add a relation of another schema', (model) =>
    relate(model, 'Pseudonym', 'copy', {
      kind: 'many-to-one',
      to: 'Copy',
      options: { deferrable: 'INITIALLY IMMEDIATE' },
    }),
  ),
  change('take a relation away', (model) => separate(model, 'Book', 'sequelOf'), {
    loses: ['public.book.sequelOfId'],
  }),
  change('another action on delete', (model) =>
    relate(model, 'Pseudonym', 'author', { options: { onDelete: 'RESTRICT' } }),
  ),
  change('a relation without foreign key', (model) =>
    relate(model, 'Book', 'author', { options: { createForeignKeyConstraints: false } }),
  ),
  change('a foreign key that is not deferrable', (model) =>
    relate(model, 'Copy', 'book', { options: { deferrable: undefined } }),
  ),
  change('a many-to-one becomes one-to-one', (model) =>
    relate(model, 'Book', 'sequelOf', { kind: 'one-to-one', to: 'Book' }),
  ),
];

const junctions: readonly Change[] = [
  change('add a junction', (model) => relate(model, 'Author', 'places', { kind: 'many-to-many', to: 'Place' })),
  change('take a junction away', (model) => separate(model, 'Book', 'genres'), {
    loses: ['public.book_genres_genre'],
  }),
  change('rename a junction', (model) => relate(model, 'Book', 'genres', { junction: { name: 'book_genre' } }), {
    renames: { 'public.book_genres_genre': 'book_genre' },
  }),
];

const tables: readonly Change[] = [
  change('add a table', (model) => {
    model.tables.Shop = table({
      table: 'shop',
      columns: {
        id: { key: 'increment' },
        kind: { type: 'enum', enum: ['web', 'street'] },
        name: { type: 'varchar', unique: true },
      },
    });
  }),
  change('add a table of a shared enum', (model) => {
    const { enum: labels } = tableOf(model, 'Book').columns.medium!;
    model.tables.Player = table({
      table: 'player',
      columns: {
        id: { key: 'increment' },
        medium: { type: 'enum', enum: labels, enumName: 'medium' },
        media: { type: 'enum', enum: labels, enumName: 'medium', array: true, default: [] },
      },
    });
  }),
  change('add a table that refers to others', (model) => {
    model.tables.Review = table({
      table: 'review',
      columns: { id: { key: 'uuid' }, stars: { type: 'int' } },
      checks: { '#stars': '{Review.stars} > 0' },
    });
    relate(model, 'Review', 'book', { kind: 'many-to-one', to: 'Book' });
  }),
  change('add a table to which an old one refers', (model) => {
    model.tables.Firm = table({ table: 'firm', columns: { id: { key: 'increment' } } });
    relate(model, 'Book', 'firm', { kind: 'many-to-one', to: 'Firm' });
  }),
  change('add a table of a new schema', (model) => {
    model.tables.Audit = table({
      table: 'audit',
      schema: 'records',
      columns: { id: { key: 'identity', generatedIdentity: 'ALWAYS', type: 'bigint' }, at: { type: 'timestamptz' } },
    });
  }),
  change(
    'remove a table',
    (model) => {
      tableOf(model, 'Note');
      delete model.tables.Note;
    },
    { loses: ['public.note'] },
  ),
  change(
    'remove a table with a junction and a view',
    (model) => {
      tableOf(model, 'Genre');
      separate(model, 'Book', 'genres');
      delete model.tables.Genre;
      delete model.views.GenreLabel;
    },
    { loses: ['public.genre', 'public.book_genres_genre'] },
  ),
];

const trees: readonly Change[] = [
  change('a table becomes a closure tree', (model) => {
    tableOf(model, 'Setting').tree = 'closure-table';
    relate(model, 'Setting', 'parent', { kind: 'tree parent', to: 'Setting' });
    relate(model, 'Setting', 'children', { kind: 'tree children', to: 'Setting' });
  }),
  change(
    'a closure tree becomes a plain table',
    (model) => {
      tableOf(model, 'Place').tree = undefined;
      separate(model, 'Place', 'parent');
      separate(model, 'Place', 'children');
    },
    { loses: ['public.place.parentId', 'public.place_closure'] },
  ),
  change(
    'a closure tree becomes a materialized path',
    (model) => {
      if (tableOf(model, 'Place').tree === undefined) throw new Error('no tree');
      tableOf(model, 'Place').tree = 'materialized-path';
    },
    { loses: ['public.place_closure'] },
  ),
];

const children: readonly Change[] = [
  change('add a child of single-table inheritance', (model) => {
    model.children.Tape = {
      of: 'Carrier',
      columns: { metres: { type: 'int' }, kindOf: { type: 'enum', enum: ['spool', 'case'] } },
      relations: { author: { kind: 'many-to-one', to: 'Author' } },
    };
  }),
  change('add a column to a child', (model) => add(model, 'Record', 'grooves', { type: 'int', default: 1 })),
  change(
    'remove a child',
    (model) => {
      delete model.children.Film;
    },
    { loses: ['public.carrier.colour', 'public.carrier.bookId'] },
  ),
  change('widen the discriminator', (model) => {
    const carrier = tableOf(model, 'Carrier');
    carrier.discriminator = { ...carrier.discriminator, length: 40 };
  }),
];

export const relationChanges = [...foreignKeys, ...junctions, ...tables, ...trees, ...children];
