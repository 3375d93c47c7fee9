import { MigrationChecksum, migrationChecksum } from './migration.checksum';

const of = (...queries: (string | [query: string, ...parameters: unknown[]])[]): string =>
  migrationChecksum(
    queries.map((entry) => {
      const [query, ...parameters] = typeof entry === 'string' ? [entry] : entry;
      return { query, parameters };
    }),
  );

const rows = (value: string): string => `INSERT INTO a VALUES ${`('${value}'), `.repeat(200_000)}('')`;

describe('the checksum of a migration', () => {
  it('does not depend on comments, layout, the case of keywords, and how statements are put together', () => {
    const checksum = of('CREATE TABLE a (id int)', 'DROP TABLE b');
    expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(of('create table a\n (id int);', 'DROP TABLE b; -- at last')).toBe(checksum);
    expect(of('CREATE TABLE a (id int); DROP TABLE b;')).toBe(checksum);
    expect(of('DROP TABLE b', 'CREATE TABLE a (id int)')).not.toBe(checksum);
  });

  it('is what earlier releases have recorded', () => {
    expect(of(`CREATE TABLE "a" (id int) -- x`, ['UPDATE a SET b = $1', 1, 'x', null, 2n])).toBe(
      'f7a0bf5b5e52a3b126690dcd66d0385782aeb0a7c82e94f621c5b38d3a64a55a',
    );
    expect(of('SELECT 1', 'ALTER TABLE a ADD b int', 'UPDATE a SET b = 1')).toBe(
      'a3bac60519bb29fb22ed61ee3bfcf431fa3451b83e7d674a01a5bbd7d95afcc5',
    );
  });

  it('depends on every value that is written', () => {
    expect(of(`UPDATE a SET b = 'x'`)).not.toBe(of(`UPDATE a SET b = 'y'`));
    expect(of(['UPDATE a SET b = $1', 1])).not.toBe(of(['UPDATE a SET b = $1', 2]));
    expect(of(['UPDATE a SET b = $1', 10n])).toBe(of(['UPDATE a SET b = $1', '10']));
    expect(of('TRUNCATE a')).not.toBe(of('TRUNCATE b'));
  });

  it.each([
    'SELECT id FROM roles',
    '(SELECT 1) UNION (SELECT 2)',
    'SHOW search_path',
    'VALUES (1)',
    'TABLE roles',
    'EXPLAIN SELECT 1',
    'FETCH ALL FROM c',
    'WITH r AS (SELECT 1) SELECT * FROM r',
    `INSERT INTO roles (name) VALUES ('x') RETURNING id`,
    'WITH gone AS (DELETE FROM roles RETURNING id) SELECT * FROM gone',
  ])('counts only the schema of one that may write by what it found: %s', (read) => {
    expect(of(read, 'UPDATE a SET b = 57', 'DROP TABLE c')).toBe(of(read, 'UPDATE a SET b = 1', 'DROP TABLE c'));
    for (const verb of ['CREATE', 'ALTER', 'DROP', 'COMMENT', 'GRANT', 'REVOKE'])
      expect(of(read, `${verb} c`)).not.toBe(of(read, `${verb} d`));
  });

  it('does not take a column called returning, or a table that is written to in a query, for a read', () => {
    expect(of('UPDATE a SET "returning" = 1')).not.toBe(of('UPDATE a SET "returning" = 2'));
    for (const write of ['UPDATE a SET b', 'INSERT INTO a', 'DELETE FROM a', 'MERGE INTO a']) {
      const [one, two] = [1, 2].map((value) => of(`WITH m AS (SELECT 1) ${write} ${value}`));
      expect(one).not.toBe(two);
    }
  });

  it('takes a message of millions of characters as it stands, and keeps no statement', () => {
    expect(of(rows('x'))).not.toBe(of(rows('y')));
    const checksum = new MigrationChecksum();
    const before = process.memoryUsage().heapUsed;
    for (let id = 0; id < 200_000; id += 1)
      checksum.add({ query: 'INSERT INTO a VALUES ($1, $2)', parameters: [id, `name ${id}`] });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    expect(checksum.digest()).toMatch(/^[0-9a-f]{64}$/);
  });
});
