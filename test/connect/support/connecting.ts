import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import type { QueryResult } from 'pg';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { connectDataSource, environmentNamed } from '../../../src/database-lifecycle';
import type { ConnectOptions } from '../../../src/database-lifecycle/connect/data-source.connector';
import { onServer } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';

/** Odd in a URL, in SQL and in a regular expression. */
export const PASSWORD = `p@ss:/w%rd#'"?&$`;

const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), 'secret'];

interface Address {
  role?: string;
  password?: string;
  database?: string;
  port?: string;
}

/** A server of its own, with a role `app` that may connect to a database `app`, and what is logged meanwhile. */
export class Connecting {
  server: OwnServer;
  readonly lines: string[] = [];
  private readonly opened: DataSource[] = [];
  private readonly sockets: Socket[] = [];
  private readonly stubs: Server[] = [];

  asSuperuser = (sql: string): Promise<QueryResult> => onServer(this.server.url, (client) => client.query(sql));

  get port(): string {
    return new URL(this.server.url).port;
  }

  urlOf({ role = 'app', password = PASSWORD, database = 'app', port = this.port }: Address = {}): string {
    return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  }

  /** The same address without a URL. */
  optionsOf = (database = 'app'): Partial<DataSourceOptions> =>
    ({ host: '127.0.0.1', port: Number(this.port), username: 'app', password: PASSWORD, database }) as object;

  async connect(address: string | object, connecting: ConnectOptions = {}, more: object = {}): Promise<DataSource> {
    const where = typeof address === 'string' ? { url: address } : address;
    const dataSource = await connectDataSource(
      { type: 'postgres', entities: [], installExtensions: false, ...where, ...more } as DataSourceOptions,
      { timeoutMs: 600, environment: environmentNamed('production'), ...connecting },
    );
    this.opened.push(dataSource);
    return dataSource;
  }

  /** Name and message of the failure; neither those, nor the log, nor any cause may hold a password. */
  async failureOf(attempt: Promise<unknown>): Promise<string> {
    const failure = await attempt.then(
      () => undefined,
      (error: Error) => error,
    );
    if (!failure) throw new Error('It did not fail.');
    const told = [...this.lines];
    for (let error: unknown = failure; error instanceof Error; error = error.cause) {
      told.push(String(error.stack), JSON.stringify(error), ...Object.values(error).map(String));
    }
    const leak = told.find((text) => SECRETS.some((secret) => text.includes(secret)));
    if (leak !== undefined) throw new Error(`A password was told: ${leak}`);
    return `${failure.name}: ${failure.message}`;
  }

  /** The address of a TCP server that answers the first message of each client with the given bytes, or not at all. */
  async stub(answer?: Buffer): Promise<string> {
    const listener = createServer((socket) => {
      this.sockets.push(socket.on('error', () => undefined));
      socket.once('data', () => answer && socket.end(answer));
    });
    this.stubs.push(listener);
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    return this.urlOf({ port: String((listener.address() as AddressInfo).port) });
  }

  readonly start = async (): Promise<void> => {
    const log = (line: string): number => this.lines.push(line);
    Logger.overrideLogger({ log, warn: log, error: log });
    this.server = await startOwnServer();
    await this.asSuperuser(`CREATE ROLE app LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'`);
    await this.asSuperuser('CREATE DATABASE app');
    await this.asSuperuser('REVOKE CONNECT ON DATABASE app FROM PUBLIC');
    await this.asSuperuser('GRANT CONNECT ON DATABASE app TO app');
  };

  readonly tidy = async (): Promise<void> => {
    this.lines.length = 0;
    for (const dataSource of this.opened.splice(0)) await dataSource.destroy();
    for (const socket of this.sockets.splice(0)) socket.destroy();
    for (const listener of this.stubs.splice(0)) listener.close();
    await this.asSuperuser('ALTER ROLE app CONNECTION LIMIT -1 NOCREATEDB');
  };

  readonly stop = async (): Promise<void> => {
    Logger.overrideLogger(['fatal', 'error', 'warn', 'log']);
    await this.server?.remove();
  };
}

/** Registers the hooks of a file. */
export function useConnecting(): Connecting {
  const connecting = new Connecting();
  beforeAll(connecting.start);
  afterEach(connecting.tidy);
  afterAll(connecting.stop);
  return connecting;
}
