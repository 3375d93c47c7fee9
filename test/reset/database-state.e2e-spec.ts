import { createMissingTables } from '../../src/database-lifecycle';
import { Animal, Owner } from '../lifecycle/entities';
import { useEmptiedDatabase } from '../support/emptied-database';
import { connectTo } from '../support/lifecycle-data-source';
import { chanceOf } from './support/chance';
import { changes, databaseState } from './support/database.state';
import { fillAtRandom } from './support/row.filler';

/** The proofs of reset and restore are worth what this sees. */
describe('the state of a database', () => {
  const database = useEmptiedDatabase();

  beforeEach(async () => {
    const dataSource = await connectTo(database.url, [Owner, Animal]);
    await createMissingTables(dataSource);
    await fillAtRandom(database.client, dataSource, chanceOf('state'), { most: 5 });
    await dataSource.destroy();
    await database.client.query(`INSERT INTO owners (email) VALUES ('last');
      INSERT INTO animals (name) VALUES ('a'), ('b');
      CREATE TABLE notes (id int, owner uuid CONSTRAINT notes_owner REFERENCES owners (id) ON DELETE CASCADE);
      COMMENT ON CONSTRAINT notes_owner ON notes IS 'whose'`);
  });

  it.each([
    ['a changed row', `UPDATE owners SET email = email || '!' WHERE email = 'last'`],
    ['a row that is the same but was written again', `UPDATE owners SET email = email WHERE email = 'last'`],
    ['a missing row', `DELETE FROM owners WHERE email = 'last'`],
    ['a copied table', 'VACUUM FULL owners'],
    ['an index made anew', 'REINDEX INDEX {index}'],
    ['a sequence that counted', `SELECT nextval('animals_id_seq')`],
    ['a sequence that begins anew', `SELECT setval('animals_id_seq', 1, false)`],
    ['a privilege', 'GRANT SELECT ON owners TO PUBLIC'],
    ['a privilege on a column', 'GRANT SELECT (email) ON owners TO PUBLIC'],
    ['a comment', `COMMENT ON COLUMN owners.email IS 'x'`],
    ['a comment on a constraint', `COMMENT ON CONSTRAINT notes_owner ON notes IS 'x'`],
    ['a label', `ALTER TYPE owners_role_enum ADD VALUE 'x'`],
    ['a trigger that is off', 'ALTER TABLE animals DISABLE TRIGGER ALL'],
    ['a policy', 'CREATE POLICY p ON owners USING (true)'],
    ['an option of a table', 'ALTER TABLE owners SET (fillfactor = 50)'],
    ['a column target', 'ALTER TABLE owners ALTER email SET STATISTICS 7'],
    ['another schema', 'CREATE SCHEMA other; ALTER TABLE owners SET SCHEMA other'],
    ['a constraint made anew', 'ALTER TABLE animals DROP CONSTRAINT "{key}", ADD CONSTRAINT "{key}" {definition}'],
    ['a constraint that was not put back', 'ALTER TABLE notes DROP CONSTRAINT notes_owner'],
  ])('tells %s', async (_, change) => {
    const { rows } = await database.client.query<{ index: string; key: string; definition: string }>(
      `SELECT conname AS key, pg_get_constraintdef(oid) AS definition, (SELECT quote_ident(relname) AS index FROM pg_class
        WHERE relkind = 'i' AND oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'animals'::regclass) LIMIT 1)
       FROM pg_constraint WHERE conrelid = 'animals'::regclass AND contype = 'f'`,
    );
    const { index, key, definition } = rows[0]!;
    const before = await databaseState(database.client);
    await database.client.query(
      change.replace('{index}', index).replaceAll('{key}', key).replace('{definition}', definition),
    );
    expect(changes(before, await databaseState(database.client))).not.toEqual([]);
  });

  it('does not change by itself, nor by reading, ANALYZE or VACUUM', async () => {
    const before = await databaseState(database.client);
    await database.client.query('SELECT * FROM owners');
    for (const command of ['ANALYZE', 'VACUUM', 'CHECKPOINT', 'CREATE TEMP TABLE t (id serial)', 'DROP TABLE t'])
      await database.client.query(command);
    expect(changes(before, await databaseState(database.client))).toEqual([]);
  });

  it('takes a key that is put back for the same, where that is allowed, if it is', async () => {
    const options = { rejoined: ['public.notes'] };
    const before = await databaseState(database.client, options);
    await database.client.query('ALTER TABLE notes DROP CONSTRAINT notes_owner');
    await database.client
      .query(`ALTER TABLE notes ADD CONSTRAINT notes_owner FOREIGN KEY (owner) REFERENCES owners (id);
      COMMENT ON CONSTRAINT notes_owner ON notes IS 'whose'`);
    expect(changes(before, await databaseState(database.client, options))).not.toEqual([]);
    await database.client.query('ALTER TABLE notes DROP CONSTRAINT notes_owner');
    await database.client
      .query(`ALTER TABLE notes ADD CONSTRAINT notes_owner FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE CASCADE;
      COMMENT ON CONSTRAINT notes_owner ON notes IS 'whose'`);
    expect(changes(before, await databaseState(database.client, options))).toEqual([]);
  });
});
