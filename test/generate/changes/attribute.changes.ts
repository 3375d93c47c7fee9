import { now } from '../base.model';
import { alter, change, constrain, relate, release, tableOf, type Change } from '../change';

const attributes: readonly Change[] = [
  change('set a default', (model) => alter(model, 'Book', 'weight', { default: 100 })),
  change('change a default', (model) => alter(model, 'Author', 'active', { default: false })),
  change('take a default away', (model) => alter(model, 'Author', 'settings', { default: undefined })),
  change('change the default of an enum', (model) => alter(model, 'Book', 'medium', { default: 'disc' })),
  change('set a function as default', (model) => alter(model, 'Setting', 'checkedAt', { default: now })),
  change('allow null', (model) => alter(model, 'Pseudonym', 'since', { nullable: true })),
  change('allow null in a unique', (model) => alter(model, 'Author', 'nick', { nullable: true })),
  change('forbid null', (model) => alter(model, 'Genre', 'rank', { nullable: false })),
  change('allow null in a join column', (model) =>
    relate(model, 'Pseudonym', 'author', { options: { nullable: true } }),
  ),
  change('comment on a table', (model) => {
    tableOf(model, 'Book').comment = `it's "bound"`;
  }),
  change('take the comment of a table away', (model) => {
    tableOf(model, 'Author').comment = undefined;
  }),
  change('change the comment of a column', (model) =>
    alter(model, 'Author', 'bio', { comment: 'by somebody else\nmostly' }),
  ),
  change(
    'another expression of a generated column',
    (model) => alter(model, 'Author', 'shout', { asExpression: 'lower({Author.name})' }),
    { reads: { 'public.author.shout': 'lower("name")' } },
  ),
  change('a generated column becomes a plain one', (model) =>
    alter(model, 'Author', 'shout', { asExpression: undefined, generatedType: undefined }),
  ),
  change(
    'a plain column becomes a generated one',
    (model) =>
      alter(model, 'Setting', 'value', {
        asExpression: '{Setting.name}',
        generatedType: 'STORED',
        nullable: true,
        default: undefined,
      }),
    { loses: ['public.setting.value'] },
  ),
  change('identity always', (model) => alter(model, 'Genre', 'id', { generatedIdentity: 'ALWAYS' })),
  change('serial to identity', (model) => alter(model, 'Place', 'id', { key: 'identity' })),
  change('identity to serial', (model) => alter(model, 'Genre', 'id', { key: 'increment' })),
  change('add a column to the primary key', (model) =>
    alter(model, 'Pseudonym', 'since', { key: 'plain', nullable: false }),
  ),
  change('name the primary key', (model) =>
    alter(model, 'Setting', 'name', { primaryKeyConstraintName: 'setting_key' }),
  ),
  change('another collation', (model) => alter(model, 'Place', 'name', { collation: 'C' })),
];

const constraints: readonly Change[] = [
  change('add a unique column constraint', (model) => alter(model, 'Place', 'name', { unique: true })),
  change('add a composite unique', (model) =>
    constrain(model, 'Pseudonym', 'uniques', '#since', { columns: ['since', 'author'] }),
  ),
  change('take a unique away', (model) => release(model, 'Book', 'uniques', 'book_weight')),
  change('take the unique of a column away', (model) => alter(model, 'Author', 'nick', { unique: undefined })),
  change('make a unique deferrable', (model) =>
    constrain(model, 'Book', 'uniques', 'book_weight', {
      columns: ['title', 'weight'],
      deferrable: 'INITIALLY DEFERRED',
    }),
  ),
  change('add a check', (model) => constrain(model, 'Book', 'checks', 'book_weight_check', '{Book.weight} > -10')),
  change('add a check without a name', (model) =>
    constrain(model, 'Setting', 'checks', '#name', `{Setting.name} <> '; DROP'`),
  ),
  change('take a check away', (model) => release(model, 'Copy', 'checks', 'copy_shelf')),
  change('another check of the same name', (model) =>
    constrain(model, 'Author', 'checks', 'author_rating', '{Author.rating} >= 0 AND {Author.rating} < 1000'),
  ),
  change('another check', (model) => {
    release(model, 'Book', 'checks', '#pages');
    constrain(model, 'Book', 'checks', '#pages', '{Book.pages} >= 1');
  }),
  change('add an index', (model) => constrain(model, 'Author', 'indexes', '#rating', { columns: ['rating', 'name'] })),
  change('add an index of an enum', (model) =>
    constrain(model, 'Copy', 'indexes', 'copy_state', { columns: ['state'] }),
  ),
  change('add a unique partial index', (model) =>
    constrain(model, 'Note', 'indexes', 'note_body', {
      columns: ['body', 'mark'],
      unique: true,
      where: `{Note.body} <> ''`,
    }),
  ),
  change('take an index away', (model) => release(model, 'Author', 'indexes', '#born')),
  change('an index becomes unique', (model) => {
    release(model, 'Note', 'indexes', '#body');
    constrain(model, 'Note', 'indexes', '#body', { columns: ['body'], unique: true });
  }),
  change('an index of the same name on another column', (model) => {
    release(model, 'Author', 'indexes', 'author_active_name');
    constrain(model, 'Author', 'indexes', 'author_active_name', { columns: ['name'], where: '{Author.active}' });
  }),
];

export const attributeChanges = [...attributes, ...constraints];
