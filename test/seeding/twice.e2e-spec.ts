import { NestFactory } from '@nestjs/core';
import { expectSeedersIdempotent } from '../../src/database-lifecycle/testing';
import { onTheNextDay } from '../../src/database-lifecycle/testing/next-day';
import { appOn } from '../cli/support';
import type { TestDatabase } from '../support/test-database';
import { ENTITIES } from './support/entities';
import { OF_THE_RUN, rowHashes } from './support/row.hashes';
import { call, doneSeeders, unseededDatabase } from './support/seeding.app';
import { SEEDERS } from './support/seeding.module';

describe('seeding twice', () => {
  const databases: TestDatabase[] = [];
  const unseeded = async () => {
    const database = await unseededDatabase();
    databases.push(database);
    return database;
  };
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('leaves the hash of every row as it was, on the same day and on the next', async () => {
    const database = await unseeded();
    const empty = await rowHashes(database);
    await call(database.url, ['db:seed']);
    const first = await rowHashes(database);
    for (const [table, hash] of Object.entries(empty)) expect([table, first[table]]).not.toEqual([table, hash]);

    await call(database.url, ['db:seed']);
    expect(await rowHashes(database)).toEqual(first);
    await onTheNextDay(() => call(database.url, ['db:seed']));
    expect(await rowHashes(database)).toEqual(first);
    const once = (await doneSeeders(database)).filter((key) => key !== 'species');
    expect(once).toEqual(['fees', 'keepers', 'creatures']);
  });

  it('makes the same rows in another database on another day', async () => {
    const [today, later] = [await unseeded(), await unseeded()];
    await call(today.url, ['db:seed']);
    await onTheNextDay(() => call(later.url, ['db:seed']));
    expect(await rowHashes(later, OF_THE_RUN)).toEqual(await rowHashes(today, OF_THE_RUN));
    const ids = 'SELECT id FROM keepers ORDER BY email';
    expect(await later.query(ids)).toEqual(await today.query(ids));
  });

  it('is what expectSeedersIdempotent() proves of these seeders', async () => {
    const { url } = await unseeded();
    const app = await NestFactory.create(appOn(url, { entities: ENTITIES, providers: SEEDERS }), { logger: false });
    expect(await expectSeedersIdempotent(app)).toEqual(['species', 'fees']);
    await app.close();
  });
});
