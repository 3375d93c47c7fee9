import { join } from 'node:path';
import { databaseOptions } from './database.options';
import { parseEnvironment } from './environment.parser';

const CA = join(__dirname, '../../test/app/fixtures/tls/ca.pem');

const PLAIN_URL = 'postgres://app:secret@db:5432/app';
const optionsOf = (variables: Record<string, string> = {}, url = PLAIN_URL) =>
  databaseOptions(parseEnvironment(variables), url);
const tlsOf = (query: string, variables: Record<string, string> = {}) =>
  Object.fromEntries(new URL(optionsOf(variables, `${PLAIN_URL}${query}`).url as string).searchParams);

describe('databaseOptions', () => {
  it('never lets TypeORM change the schema by itself', () => {
    expect(optionsOf()).toMatchObject({ synchronize: false, installExtensions: false });
    expect(optionsOf()).not.toHaveProperty('dropSchema', true);
    expect(optionsOf()).not.toHaveProperty('migrationsRun', true);
  });

  it('passes a URL without sslmode on as it is', () => {
    expect(optionsOf().url).toBe(PLAIN_URL);
  });

  it('takes prefer for require where there is a CA, as node-postgres checks nothing under prefer', () => {
    expect(tlsOf('?sslmode=prefer', { DATABASE_SSL_CA: CA })).toMatchObject({ sslmode: 'require', sslrootcert: CA });
    expect(tlsOf('?sslmode=prefer&sslrootcert=/own.pem')).toMatchObject({ sslmode: 'require' });
  });

  it.each(['disable', 'prefer', 'require', 'verify-full'])('reads sslmode=%s as libpq does', (sslmode) => {
    expect(tlsOf(`?sslmode=${sslmode}`)).toEqual({ sslmode, uselibpqcompat: 'true' });
  });

  it('adds DATABASE_SSL_CA, unless TLS is off or the URL brings its own', () => {
    const variables = { DATABASE_SSL_CA: CA };
    expect(tlsOf('', variables)).toEqual({ sslrootcert: CA });
    expect(tlsOf('?sslmode=verify-ca', variables)).toMatchObject({ sslrootcert: CA });
    expect(tlsOf('?sslmode=disable', variables)).not.toHaveProperty('sslrootcert');
    expect(tlsOf('?sslmode=require&sslrootcert=/own.pem', variables)).toMatchObject({ sslrootcert: '/own.pem' });
  });

  it('sends nothing on connecting unless something is to be set', () => {
    expect(optionsOf().extra).toEqual({});
  });

  it('reads from DATABASE_REPLICA_URLS and writes to DATABASE_URL, each with its own sslmode', () => {
    const { url, replication } = optionsOf({
      DATABASE_REPLICA_URLS: ' postgres://app:secret@one/app?sslmode=require  postgres://app:secret@two/app ',
    });
    expect(url).toBeUndefined();
    expect(replication).toEqual({
      master: { url: PLAIN_URL },
      slaves: [
        { url: 'postgres://app:secret@one/app?sslmode=require&uselibpqcompat=true' },
        { url: 'postgres://app:secret@two/app' },
      ],
    });
  });

  it('passes pool size and schema', () => {
    expect(optionsOf({ DATABASE_POOL_SIZE: '3', DATABASE_SCHEMA: 'app' })).toMatchObject({
      poolSize: 3,
      schema: 'app',
    });
  });
});
