import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../src/config/database.options';
import { parseEnvironment } from '../../src/config/environment.parser';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../src/local-postgres';
import { onServer } from '../support/test-database';

const fixture = (name: string) => join(__dirname, 'fixtures/tls', name);
const CA = fixture('ca.pem');
const OTHER_CA = fixture('other-ca.pem');

/** The server writes its own files: only they may belong to its user and be hidden from others. */
async function enableTls(url: string): Promise<void> {
  await onServer(url, async (client) => {
    const [{ directory }] = (await client.query(`SELECT current_setting('data_directory') AS directory`)).rows;
    for (const file of ['server.pem', 'server.key']) {
      const lines = readFileSync(fixture(file), 'utf8').trim();
      await client.query(
        `COPY (SELECT unnest(string_to_array('${lines}', E'\\n')))
         TO PROGRAM 'umask 077; cat > "${join(directory, file)}"'`,
      );
    }
    await client.query(`ALTER SYSTEM SET ssl_cert_file = 'server.pem'`);
    await client.query(`ALTER SYSTEM SET ssl_key_file = 'server.key'`);
    await client.query('ALTER SYSTEM SET ssl = on');
    await client.query('SELECT pg_reload_conf()');
    for (let tries = 0; tries < 50; tries++) {
      const [{ ssl }] = (await client.query(`SELECT pg_sleep(0.05), current_setting('ssl') AS ssl`)).rows;
      if (ssl === 'on') return;
    }
    throw new Error('the server did not turn TLS on');
  });
}

describe('sslmode', () => {
  let server: ThrowawayPostgres;
  /** Whether the connection is encrypted; rejects when there is none. The certificate is for localhost only. */
  const isEncrypted = async (host: string, sslmode: string | undefined, DATABASE_SSL_CA = ''): Promise<boolean> => {
    const url = new URL(server.url);
    url.hostname = host;
    if (sslmode) url.searchParams.set('sslmode', sslmode);
    const environment = parseEnvironment({ DATABASE_URL: url.href, DATABASE_SSL_CA });
    const dataSource = await new DataSource(databaseOptions(environment, url.href)).initialize();
    const [{ ssl }] = await dataSource.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await dataSource.destroy();
    return ssl;
  };

  beforeAll(async () => {
    server = await startThrowawayPostgres();
    await enableTls(server.url);
  });
  afterAll(() => server?.stop());

  it.each([
    ['127.0.0.1', undefined, undefined, false],
    ['127.0.0.1', 'disable', CA, false],
    ['127.0.0.1', 'prefer', undefined, true],
    ['127.0.0.1', 'require', undefined, true],
    ['127.0.0.1', 'prefer', CA, true],
    ['127.0.0.1', 'require', CA, true],
    ['127.0.0.1', 'verify-ca', CA, true],
    ['localhost', 'verify-full', CA, true],
    ['localhost', undefined, CA, true],
  ])('connects to %s with %s and CA %s', async (host, sslmode, ca, encrypted) => {
    expect(await isEncrypted(host, sslmode, ca)).toBe(encrypted);
  });

  it.each([
    ['127.0.0.1', 'prefer', OTHER_CA, /certificate/],
    ['127.0.0.1', 'require', OTHER_CA, /certificate/],
    ['127.0.0.1', 'verify-ca', OTHER_CA, /certificate/],
    ['localhost', 'verify-full', OTHER_CA, /certificate/],
    ['localhost', 'verify-full', undefined, /certificate/],
    ['127.0.0.1', 'verify-full', CA, /IP: 127\.0\.0\.1 is not in the cert/],
    ['127.0.0.1', undefined, CA, /IP: 127\.0\.0\.1 is not in the cert/],
  ])('does not connect to %s with %s and CA %s', async (host, sslmode, ca, message) => {
    await expect(isEncrypted(host, sslmode, ca)).rejects.toThrow(message);
  });
});
