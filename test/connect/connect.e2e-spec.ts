import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from 'pg';
import { createMissingTables, environmentNamed } from '../../src/database-lifecycle';
import { tapWire, type Wire } from '../support/wire';
import { entity } from '../traps/support/trap-database';
import { PASSWORD, useConnecting } from './support/connecting';

/** How a server, or what stands before it, refuses a client, as it is on the wire. */
function refusal(code: string, message: string): Buffer {
  const fields = ['SFATAL', 'VFATAL', `C${code}`, `M${message}`, '', ''].join('\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(Buffer.byteLength(fields) + 4, 1);
  return Buffer.concat([head, Buffer.from(fields)]);
}

describe('connectDataSource()', () => {
  const connecting = useConnecting();
  const { lines, asSuperuser } = connecting;
  const connect = connecting.connect.bind(connecting);
  const failureOf = connecting.failureOf.bind(connecting);
  const urlOf = connecting.urlOf.bind(connecting);
  const patiently = { timeoutMs: 30_000 };
  const inDevelopment = { ...patiently, environment: environmentNamed('development') };

  /** A failure without any waiting. */
  async function atOnce(attempt: Promise<unknown>): Promise<string> {
    const started = Date.now();
    const message = await failureOf(attempt);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(lines.filter((line) => line.startsWith('Waiting'))).toEqual([]);
    return message;
  }

  const exists = async (name: string): Promise<boolean> =>
    (await asSuperuser(`SELECT FROM pg_database WHERE datname = '${name}'`)).rowCount === 1;

  const databases = async (): Promise<string[]> =>
    (await asSuperuser('SELECT datname FROM pg_database ORDER BY datname')).rows.map(({ datname }) => datname);

  it('connects, without a word, also with odd characters in the password', async () => {
    expect((await connect(urlOf())).isInitialized).toBe(true);
    expect((await connect(connecting.optionsOf())).isInitialized).toBe(true);
    expect(lines).toEqual([]);
  });

  it.each([Number.NaN, -1, '30' as unknown as number])(
    'a timeoutMs of %p is refused, not waited for',
    async (timeoutMs) => {
      expect(await failureOf(connect(urlOf(), { timeoutMs }))).toMatch(
        /^LifecycleConfigurationError: The option timeoutMs is .*, expected a number of milliseconds from 0 on, or Infinity\./,
      );
    },
  );

  it('a limit for connecting beyond what a timer can wait for is none that is over at once', async () => {
    const connectTimeoutMS = Number.POSITIVE_INFINITY;
    expect((await connect(urlOf(), patiently, { connectTimeoutMS })).isInitialized).toBe(true);
  });

  describe('while it may pass', () => {
    it('refused: waits within bounds, and says what for', async () => {
      const started = Date.now();
      const message = await failureOf(connect(urlOf({ port: '1' })));
      expect(Date.now() - started).toBeLessThan(2000);
      expect(message).toMatch(
        /^DatabaseConnectionError: Can not connect to PostgreSQL at 127.0.0.1:1\/app as app: nothing listens there \(connection refused\)\.\n.*pg_isready -h 127.0.0.1 -p 1\n.*In a container 127.0.0.1 is the container itself: name the service/,
      );
      expect(lines).toEqual([
        'Waiting up to 1 s for PostgreSQL at 127.0.0.1:1/app as app: nothing listens there (connection refused).',
      ]);
    });

    it.each([
      [undefined, /-> Start the server \(an embedded one: npm run db:status\), or correct host/],
      ['postgres://db/app', /-> Start the server, or correct host and port \(DATABASE_URL\)/],
    ])('refused, with DATABASE_URL %p: tells of an embedded server who may have one', async (url, told) => {
      const { DATABASE_URL: before } = process.env;
      delete process.env.DATABASE_URL;
      if (url) process.env.DATABASE_URL = url;
      try {
        expect(await failureOf(connect(urlOf({ port: '1' })))).toMatch(told);
      } finally {
        delete process.env.DATABASE_URL;
        if (before) process.env.DATABASE_URL = before;
      }
    });

    it.each([
      [20_000, ' up to 20 s'],
      // The first that a timer can not wait for.
      [2 ** 31, ' up to 2147484 s'],
      [Infinity, ''],
    ])('a server that appears meanwhile is found (timeoutMs %d)', async (timeoutMs, limit) => {
      await connecting.server.stop();
      const attempt = connect(urlOf(), { timeoutMs });
      await connecting.server.start();
      expect((await attempt).isInitialized).toBe(true);
      expect(lines).toEqual([
        expect.stringMatching(new RegExp(`^Waiting${limit} for PostgreSQL at .*: nothing listens there`)),
      ]);
    });

    it('57P03, starting up: waits, and says what for', async () => {
      const message = await failureOf(
        connect(await connecting.stub(refusal('57P03', 'the database system is starting up'))),
      );
      expect(message).toContain('the server is starting up or shutting down.');
      expect(lines).toEqual([expect.stringContaining('the server is starting up or shutting down')]);
    });

    it.each([
      'pgbouncer cannot connect to server',
      'server login has been failing, try again later (server_login_retry)',
      'no more connections allowed (max_client_conn)',
      'query_wait_timeout',
    ])('a pooler that does not reach the server, or has no room: waits, and tells it (%s)', async (said) => {
      const message = await failureOf(connect(await connecting.stub(refusal('08P01', said))));
      expect(message).toMatch(/^DatabaseConnectionError: Can not connect to PostgreSQL at /);
      expect(message).toContain(`/app as app: a pooler (PgBouncer or another) answers in its place: ${said}`);
      expect(lines).toEqual([expect.stringMatching(/^Waiting up to 1 s for .* answers in its place/)]);
    });

    it('no answer at all: waits within bounds', async () => {
      const started = Date.now();
      expect(await failureOf(connect(await connecting.stub()))).toContain('no answer in time.');
      expect(Date.now() - started).toBeLessThan(2000);
    });

    it('no answer of a replica: the same, and it is named', async () => {
      const started = Date.now();
      const replication = { master: { url: urlOf() }, slaves: [{ url: await connecting.stub() }] };
      expect(await failureOf(connect({ replication }))).toContain('/app as app, a read replica: no answer in time.');
      expect(Date.now() - started).toBeLessThan(5000);
    });

    it('an answer that comes too late: the connection is closed', async () => {
      let answer: () => void;
      const late = new Promise<void>((resolve) => (answer = resolve));
      const wire = await tapWire(urlOf(), () => late);
      // Else the pool would close it by itself, after a while.
      const attempt = connect(wire.url, {}, { extra: { idleTimeoutMillis: 0 } });
      expect(await failureOf(attempt)).toContain('no answer in time.');
      answer!();
      for (const started = Date.now(); !wire.messages.some(({ type }) => type === 'X'); await sleep(20))
        if (Date.now() - started > 5000) throw new Error('It stays connected.');
      await wire.close();
    });

    it('cut off in the middle of the handshake', async () => {
      expect(await failureOf(connect(await connecting.stub(Buffer.alloc(0))))).toContain('DatabaseConnectionError');
    });

    it('too many connections of the role: waits, and says how to get more', async () => {
      await asSuperuser('ALTER ROLE app CONNECTION LIMIT 1');
      await connect(urlOf());
      const message = await failureOf(connect(urlOf()));
      expect(message).toContain('role app has no connection left.');
      expect(message).toContain('ALTER ROLE "app" CONNECTION LIMIT -1;');
      expect(lines).toEqual([expect.stringContaining('role app has no connection left')]);
    });

    it('a socket directory without a socket', async () => {
      const message = await failureOf(connect({ host: '/no/where', username: 'app', password: PASSWORD }));
      expect(message).toContain('there is no socket in /no/where.');
    });
  });

  describe('what waiting can not help fails at once', () => {
    it('a wrong password', async () => {
      const message = await atOnce(connect(urlOf({ password: `${PASSWORD}secret` }), patiently));
      expect(message).toContain('the password for role app is wrong.');
      expect(message).toContain('percent-encode');
    });

    it('an unknown role', async () => {
      // With scram the server hides whether the role is known.
      const message = await atOnce(connect(urlOf({ role: 'nobody' }), patiently));
      expect(message).toContain('the password for role nobody is wrong.');
    });

    it.each([
      ['password authentication failed', 'the password for role app is wrong.'],
      ['SASL authentication failed', 'the password for role app is wrong.'],
      ['no such database: app', 'the database app does not exist.'],
      ['database "app" does not exist', 'the database app does not exist.'],
    ])('what a pooler says with a SQLSTATE of its own: %s', async (said, told) => {
      expect(await atOnce(connect(await connecting.stub(refusal('08P01', said)), patiently))).toContain(told);
    });

    it('settings that a pooler does not take', async () => {
      const url = await connecting.stub(refusal('08P01', 'unsupported startup parameter: options'));
      const message = await atOnce(connect(url, patiently));
      expect(message).toContain('takes no settings of a session: unsupported startup parameter: options.');
      expect(message).toContain('ALTER ROLE "app" SET');
    });

    it('an unknown host name', async () => {
      const url = urlOf().replace('127.0.0.1', 'no-such-host.invalid');
      expect(await failureOf(connect(url))).toMatch(
        /the host name no-such-host.invalid (is not known|can not be resolved)/,
      );
    });

    it('TLS demanded from a server without TLS', async () => {
      const message = await atOnce(connect(urlOf(), patiently, { ssl: true }));
      expect(message).toContain('the TLS handshake failed: the server does not speak TLS');
      expect(message).toContain('?sslmode=disable');
      expect(message).toContain('A URL with sslmode or ssl takes the place of the DataSource option ssl');
    });

    it("synchronize that a variable gives as the text 'false'", async () => {
      const message = await failureOf(connect(urlOf(), patiently, { synchronize: 'false' as unknown as boolean }));
      expect(message).toContain(
        `The DataSource option "synchronize" is 'false', which TypeORM takes for true, beside DatabaseLifecycleModule`,
      );
    });

    it('no privilege to connect: the exact GRANT, which helps', async () => {
      await asSuperuser('REVOKE CONNECT ON DATABASE app FROM app');
      const message = await atOnce(connect(urlOf(), patiently));
      expect(message).toContain('role app may not connect to database app.');
      const grant = 'GRANT CONNECT ON DATABASE "app" TO "app";';
      expect(message).toContain(grant);
      await asSuperuser(grant);
      expect((await connect(urlOf())).isInitialized).toBe(true);
    });

    it.each(['primary', 'replica'])(
      'a URL with sslmode=verify-ca and no authority, for the %s: the reason, and no secret',
      async (which) => {
        const url = urlOf();
        const faulty = `${url}?uselibpqcompat=true&sslmode=verify-ca`;
        const replication = { master: { url }, slaves: [{ url: faulty }] };
        const message = await atOnce(connect(which === 'primary' ? faulty : { replication }, patiently));
        const option = which === 'primary' ? '"url" (DATABASE_URL)' : '"url" of a read replica (DATABASE_REPLICA_URLS)';
        expect(message).toMatch(/^LifecycleConfigurationError/);
        expect(message).toContain(`The DataSource option ${option} can not be read: `);
        expect(message).toContain('sslmode=verify-ca requires specifying a CA with sslrootcert');
      },
    );

    it('a URL that names a file of TLS which is not there', async () => {
      const message = await atOnce(connect(`${urlOf()}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`, patiently));
      expect(message).toContain('(sslrootcert, sslcert or sslkey) can not be opened, ENOENT.');
    });

    it.each([
      ['with a per cent sign that encodes nothing', `postgres://app:secret%zz%@127.0.0.1/app`],
      ['with a port that is none', `postgres://app:secret@127.0.0.1:port/app`],
    ])('a URL that can not be read, %s', async (_fault, url) => {
      const message = await atOnce(connect(url, patiently));
      expect(message).toContain(
        'LifecycleConfigurationError: The DataSource option "url" (DATABASE_URL) can not be read',
      );
    });
  });

  describe('a database that does not exist', () => {
    it.each([
      ['by URL', 'by-url', () => connect(urlOf({ database: 'by-url' }), inDevelopment)],
      ['by options', 'by "options"', () => connect(connecting.optionsOf('by "options"'), inDevelopment)],
    ])('is created in development when the role may (%s)', async (_way, name, attempt) => {
      await asSuperuser('ALTER ROLE app CREATEDB');
      const dataSource = await attempt();
      expect(await dataSource.query('SELECT current_database() AS name')).toEqual([{ name }]);
      expect(lines).toEqual([`Database ${name} does not exist yet, creating it`]);
    });

    describe('and that nobody has named', () => {
      const { user } = defaults;
      const variables = ['PGUSER', 'PGDATABASE'];
      const before = variables.map((name) => [name, process.env[name]] as const);

      beforeAll(() => {
        for (const name of variables) delete process.env[name];
      });
      afterEach(() => {
        defaults.user = user;
      });
      afterAll(() => {
        for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
      });

      it.each([
        ['options', 'the user', () => ({ host: '127.0.0.1', port: Number(connecting.port), password: 'secret' })],
        ['a URL', 'another user', () => `postgres://:secret@127.0.0.1:${connecting.port}`],
      ])("is the operating system user's, as node-postgres has it (%s)", async (_way, name, address) => {
        await asSuperuser(`CREATE ROLE "${name}" LOGIN CREATEDB PASSWORD 'secret'`);
        defaults.user = name;
        const others = await databases();
        await connect(address(), inDevelopment);
        expect(lines).toEqual([`Database ${name} does not exist yet, creating it`]);
        expect((await databases()).filter((found) => !others.includes(found))).toEqual([name]);
      });

      it('is not made up where there is no such user either', async () => {
        defaults.user = undefined;
        const others = await databases();
        const message = await failureOf(connect({ host: '127.0.0.1', port: Number(connecting.port) }, inDevelopment));
        expect(message).toContain('/(no name) as (no name): no role is named');
        expect(await databases()).toEqual(others);
      });
    });

    it('is created once by two processes at once', async () => {
      await asSuperuser('ALTER ROLE app CREATEDB');
      const both = [urlOf({ database: 'both' }), inDevelopment] as const;
      const [one, two] = await Promise.all([connect(...both), connect(...both)]);
      expect([one.isInitialized, two.isInitialized]).toEqual([true, true]);
    });

    it('is not when the role may not: the message says so, and how to create it', async () => {
      const message = await failureOf(connect(urlOf({ database: 'absent' }), inDevelopment));
      expect(message).toContain(
        'the database absent does not exist. It could not be created either: permission denied to create database',
      );
      expect(message).toContain('CREATE DATABASE "absent";');
      expect(await exists('absent')).toBe(false);
    });

    it('is not when a proxy drops the connection meanwhile: the message says so, and the process lives on', async () => {
      await asSuperuser('ALTER ROLE app CREATEDB');
      const wire: Wire = await tapWire(urlOf({ database: 'dropped' }), async ({ sql }) => {
        if (sql?.startsWith('CREATE DATABASE')) await wire.close();
      });
      const message = await failureOf(connect(wire.url, inDevelopment));
      expect(message).toMatch(/^DatabaseConnectionError: .*It could not be created either: Connection terminated/);
      expect(await exists('dropped')).toBe(false);
    });

    it.each(['production', 'staging', 'prod'])('is not in %s, whoever asks', async (name) => {
      const url = new URL(connecting.server.url);
      url.pathname = '/absent';
      const message = await failureOf(connect(url.href, { environment: environmentNamed(name) }));
      expect(message).toContain('the database absent does not exist.\n');
      expect(await exists('absent')).toBe(false);
    });
  });

  it('a read-only database connects; creating in it says what is wrong', async () => {
    await asSuperuser('ALTER DATABASE app SET default_transaction_read_only = on');
    try {
      const dataSource = await connect(urlOf(), {}, { entities: [entity('pets')] });
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        'Database app is read only, so no table can be created: default_transaction_read_only is on, expected off. If nobody meant it: ALTER DATABASE "app" RESET default_transaction_read_only;',
      );
    } finally {
      await asSuperuser('ALTER DATABASE app RESET default_transaction_read_only');
    }
  });

  it('an error that is not about connecting passes as it is', async () => {
    const broken = connect(urlOf(), {}, { entities: [entity('pets', { kind: { type: 'nonsense' as never } })] });
    await expect(broken).rejects.toMatchObject({ name: 'DataTypeNotSupportedError' });
  });
});
