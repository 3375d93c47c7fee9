import { change, refer, viewOf, type Change } from '../change';

export const viewChanges: readonly Change[] = [
  change('add a view', (model) => {
    model.views.Worn = {
      view: 'worn',
      schema: 'depot',
      expression: refer(model, `SELECT {Copy.id} AS "id" FROM {Copy} WHERE {Copy.state} = 'worn'`),
      columns: ['id'],
      indexes: {},
    };
  }),
  change('add a view of a view', (model) => {
    viewOf(model, 'CheapTitle');
    model.views.Short = {
      view: 'short title',
      expression: 'SELECT "title" FROM {CheapTitle} WHERE length("title") < 6',
      columns: ['title'],
      indexes: {},
      over: ['CheapTitle'],
    };
  }),
  change('add a materialized view', (model) => {
    model.views.Heavy = {
      view: 'heavy',
      materialized: true,
      expression: refer(model, 'SELECT {Book.id} AS "id", {Book.weight} AS "weight" FROM {Book}'),
      columns: ['id', 'weight'],
      indexes: { '#weight': { columns: ['weight'] } },
    };
  }),
  change('remove a view', (model) => {
    viewOf(model, 'CheapTitle');
    delete model.views.CheapTitle;
  }),
  change('remove a materialized view', (model) => {
    viewOf(model, 'AuthorCount');
    delete model.views.AuthorCount;
  }),
  change('another condition of a view', (model) => {
    const view = viewOf(model, 'CheapBook');
    view.expression = view.expression.replace('< 15', '< 12');
  }),
  change('a view gains a column', (model) => {
    const view = viewOf(model, 'GenreLabel');
    view.expression = refer(
      model,
      'SELECT {Genre.id} AS "id", {Genre.label} AS "label", {Genre.rank} AS "rank" FROM {Genre}',
    );
    view.columns = ['id', 'label', 'rank'];
  }),
  change('a view under a view gets other columns', (model) => {
    const view = viewOf(model, 'CheapBook');
    view.expression = view.expression.replace('SELECT', `SELECT '' AS "mark",`);
    view.columns = ['mark', ...view.columns];
  }),
  change('a materialized view gets other columns', (model) => {
    const view = viewOf(model, 'AuthorCount');
    view.expression = view.expression.replace('count(*)', 'max({Author.id}) AS "last", count(*)');
    view.columns = [...view.columns, 'last'];
  }),
  change('another index of a materialized view', (model) => {
    viewOf(model, 'AuthorCount').indexes['#authors'] = { columns: ['authors'] };
  }),
  change('a view becomes a materialized one', (model) => {
    viewOf(model, 'CheapTitle').materialized = true;
  }),
];
