import { misspeltVariables } from './misspelt.variables';

const saidOf = (...names: string[]): string[] =>
  misspeltVariables(
    new Map(names.map((name, index) => [name, `.env:${index + 1}`])),
    Object.fromEntries(names.map((name) => [name, 'x'])),
  );

describe('misspeltVariables', () => {
  it.each([
    ['DATBASE_URL', 'DATABASE_URL'],
    ['DATABASE_URLL', 'DATABASE_URL'],
    ['DATABASEE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABSAE_URL', 'DATABASE_URL'],
    ['ENVIROMENT', 'ENVIRONMENT'],
    ['environmnet', 'ENVIRONMENT'],
    ['PROT', 'PORT'],
    ['database_url', 'DATABASE_URL'],
    ['DATABASE_HOST', undefined],
    ['PG_PORT', undefined],
    ['DATABASE', undefined],
  ])('%s is taken for %s', (name, meant) => {
    const said = meant === undefined ? [] : [`.env:1: ${name} changes nothing here; should it be ${meant}?`];
    expect(saidOf(name)).toEqual(said);
  });

  it('says nothing of one that stands beside what it is like', () => {
    expect(saidOf('DATABASE_URI', 'DATABASE_URL')).toEqual([]);
  });
});
