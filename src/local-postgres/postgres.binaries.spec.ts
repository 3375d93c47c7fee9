import { tmpdir } from 'node:os';
import { LocalPostgresError } from './local-postgres.error';
import { postgresBinaries } from './postgres.binaries';

const find = (): unknown => postgresBinaries({ home: tmpdir(), account: undefined });

describe('postgresBinaries', () => {
  const { platform } = process;
  afterEach(() => Object.defineProperty(process, 'platform', { value: platform }));

  it.each(['freebsd', 'sunos'])('says how to go on where no package exists: %s', (unsupported) => {
    Object.defineProperty(process, 'platform', { value: unsupported });
    expect(find).toThrow(LocalPostgresError);
    expect(find).toThrow(
      new RegExp(
        `no embedded PostgreSQL for ${unsupported}-${process.arch}[^]*-> .*DATABASE_URL=postgres://user:password@`,
      ),
    );
  });
});
