import { SeedRowError } from './seed-row.error';
import { SeederError } from './seeder.error';

const failure = (detail: string): Error => {
  const cause = Object.assign(new Error('refused'), { code: '23502', table: 'users', detail });
  return new SeedRowError('User, row 3', 'refused', { cause });
};

describe('SeederError', () => {
  it('tells the detail of a key', () => {
    const { message } = new SeederError('users', failure('Key (email)=(a@b) already exists.'));
    expect(message).toContain('User, row 3: refused (table users, Key (email)=(a@b) already exists.)');
  });

  it('keeps back a detail that shows all values of the row', () => {
    const { message } = new SeederError('users', failure('Failing row contains (1, a@b, s3cret-hash, null).'));
    expect(message).toContain('User, row 3: refused (table users).');
    expect(message).not.toContain('s3cret');
  });
});
