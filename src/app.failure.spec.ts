import { once } from 'node:events';
import { createServer } from 'node:http';
import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import { describeStartFailure, listenFailure } from './app.failure';

const textOf = (error: unknown): string => describeStartFailure(listenFailure(error)).message;

describe('a start that failed', () => {
  it('for a port in use proposes another one that there is', async () => {
    const holder = createServer().listen(0);
    const { port } = holder.address() as AddressInfo;
    const [error] = (await once(createServer().listen(port), 'error')) as [Error];
    holder.close();
    expect(textOf(error)).toContain(`Port ${port} is in use by another process.\n`);
    expect(textOf(error)).toContain(`PORT=${port + 1} `);
    expect(textOf(Object.assign(error, { port: 65_535 }))).toContain('PORT=65534 ');
  });

  it('for a port that is not for everybody proposes one that is', () =>
    expect(textOf(Object.assign(new Error('listen EACCES'), { code: 'EACCES', port: 80 }))).toBe(
      'Port 80 may not be used by this user.\n  -> Choose one above 1023: PORT=3000',
    ));

  it('for another host than its own blames no LISTEN_HOST', async () => {
    const error = (await lookup('api.invalid').catch((thrown: Error) => thrown)) as Error;
    expect(describeStartFailure(error)).toEqual({ message: error.message, exitCode: 1 });
    expect(error.message).toContain('api.invalid');
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['no Error', 'no Error'],
  ])('for %j, which is no Error, says so', (thrown, message) =>
    expect(describeStartFailure(thrown)).toEqual({ message, exitCode: 1 }),
  );

  it('ends with the code of its error', () =>
    expect(describeStartFailure(Object.assign(new Error('x'), { exitCode: 2 }))).toEqual({
      message: 'x',
      exitCode: 2,
    }));
});
