import { environmentNamed, resolveEnvironment } from './environment';

describe('the environment', () => {
  it.each([
    [{}, 'development', 'auto-create'],
    [{ ENVIRONMENT: 'development' }, 'development', 'auto-create'],
    [{ ENVIRONMENT: 'test' }, 'test', 'auto-create'],
    [{ NODE_ENV: 'test' }, 'test', 'auto-create'],
    [{ ENVIRONMENT: 'development', NODE_ENV: 'test' }, 'development', 'auto-create'],
    [{ ENVIRONMENT: '', NODE_ENV: '' }, 'development', 'auto-create'],
    [{ ENVIRONMENT: ' test\n' }, 'test', 'auto-create'],
    [{ ENVIRONMENT: 'production' }, 'production', 'migrations-only'],
    [{ NODE_ENV: 'production' }, 'production', 'migrations-only'],
    [{ ENVIRONMENT: 'development', NODE_ENV: 'production' }, 'production', 'migrations-only'],
    [{ ENVIRONMENT: 'production', NODE_ENV: 'development' }, 'production', 'migrations-only'],
    [{ ENVIRONMENT: 'staging' }, 'staging', 'migrations-only'],
    [{ ENVIRONMENT: 'staging', NODE_ENV: 'development' }, 'staging', 'migrations-only'],
    [{ ENVIRONMENT: 'prod' }, 'prod', 'migrations-only'],
    [{ ENVIRONMENT: 'Production' }, 'Production', 'migrations-only'],
    [{ ENVIRONMENT: 'Development' }, 'Development', 'migrations-only'],
    [{ NODE_ENV: 'dev' }, 'dev', 'migrations-only'],
  ])('%j is %s: %s', (variables, name, policy) => {
    expect(resolveEnvironment(variables)).toMatchObject({ name, policy });
  });

  it.each([
    ['development', true],
    ['test', true],
    ['production', true],
    ['staging', false],
    ['prod', false],
    ['constructor', false],
  ])('%s is recognized: %s', (name, recognized) => {
    expect(environmentNamed(name).recognized).toBe(recognized);
  });
});
