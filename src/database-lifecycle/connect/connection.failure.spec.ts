import { DataSource } from 'typeorm';
import { ConnectionLostError } from '../errors/database-connection.error';
import { ServerLimitError } from '../errors/server-limit.error';
import { sessionFailure } from './connection.failure';

const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('sessionFailure()', () => {
  const dataSource = new DataSource({ type: 'postgres', url: 'postgres://app@db.example.com/app' });
  beforeAll(() => void Object.assign(dataSource, { isInitialized: true }));

  it.each([
    ['a full disk', coded('could not extend file', '53100')],
    ['a session ended by a timeout', coded('terminating connection due to idle-in-transaction timeout', '25P03')],
  ])('names %s as a limit of the server, also when the connection ended by it', (_, error) => {
    expect(sessionFailure(dataSource, error, undefined)).toBeInstanceOf(ServerLimitError);
    expect(sessionFailure(dataSource, error, error)).toBeInstanceOf(ServerLimitError);
  });

  it('names the server to which a connection was lost', () => {
    const failure = sessionFailure(dataSource, coded('read ECONNRESET', 'ECONNRESET'), undefined);
    expect(failure).toBeInstanceOf(ConnectionLostError);
    expect((failure as Error).message).toContain('db.example.com');
  });
});
