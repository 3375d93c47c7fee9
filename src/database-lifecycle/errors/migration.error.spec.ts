import { QueryFailedError } from 'typeorm';
import { MigrationError, type MigrationFailure } from './migration.error';

const failure = {
  name: 'Backfill1700000000000',
  direction: 'up' as const,
  transaction: true,
  committed: [],
} satisfies MigrationFailure;

const failedWith = (detail: string): string => {
  const sent = Object.assign(new Error('it was refused'), {
    code: '23514',
    table: 'users',
    constraint: 'named',
    detail,
  });
  return new MigrationError(failure, new QueryFailedError('UPDATE users', [], sent)).message;
};

describe('MigrationError', () => {
  it('tells what helps where a label is used in the transaction that added it', () => {
    const sent = Object.assign(new Error('unsafe use of new value'), { code: '55P04' });
    const { message } = new MigrationError(failure, new QueryFailedError('ALTER TABLE users ...', [], sent));
    expect(message).toContain("migrationsTransactionMode: 'each'");
  });

  it("shows PostgreSQL's detail, and no row in it", () => {
    const place = 'it was refused (table users, constraint named';
    expect(failedWith('Key (email)=(a@b.c) already exists.')).toContain(
      `${place}, Key (email)=(a@b.c) already exists.)`,
    );
    expect(failedWith('Failing row contains (1, a@b.c, pa55w0rd).')).toContain(`${place})`);
    expect(failedWith('Failing row contains (1, a@b.c, pa55w0rd).')).not.toContain('pa55w0rd');
  });
});
