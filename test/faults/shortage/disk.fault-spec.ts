import { chanceOf } from '../../reset/support/chance';
import { createEmptyDatabase, onServer, type TestDatabase } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { boundariesOf } from '../support/boundaries';
import { committedState, originalOf, type CommittedState, type Original } from '../support/committed.state';
import { extent, faultsSeed } from '../support/extent';
import { FILLINGS } from './support/orders';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from './support/small.disk';

if (noSmallDisk) process.stderr.write(`Skipped test/faults/shortage/disk: ${noSmallDisk}\n`);

const PAGE = 8_192;

(noSmallDisk ? describe.skip : describe)('a disk that is full', () => {
  let server: OwnServer;
  let disk: SmallDisk;
  const chance = chanceOf(`${faultsSeed()} disk`);

  beforeAll(async () => {
    server = await startOwnServer({ autovacuum: 'off' });
    disk = mountSmallDisk(64, server.home);
    await onServer(server.url, (client) => client.query(`CREATE TABLESPACE small LOCATION '${disk.directory}'`));
  });
  afterAll(async () => {
    await server?.remove();
    disk?.unmount();
  });

  describe.each(FILLINGS)('in $name', ({ prepare, run }) => {
    let prepared: TestDatabase;
    let original: Original;
    /** How much it takes in the end, in pages. */
    let need: number;
    /** What others may see of it, one after the other. */
    let states: CommittedState[];

    const state = ({ url }: TestDatabase) => onServer(url, (client) => committedState(client, original));
    const onDisk = async <Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> => {
      const database = await createEmptyDatabase(`${prepared.name} TABLESPACE small`, server.url);
      try {
        return await work(database);
      } finally {
        disk.relieve();
        await database.drop();
      }
    };

    beforeAll(async () => {
      prepared = await createEmptyDatabase('template0', server.url);
      await prepare(prepared);
      original = await onServer(prepared.url, originalOf);
      need = await onDisk(async (database) => {
        const before = disk.free();
        ({ states } = await boundariesOf(database.url, (url) => run({ ...database, url }), original));
        return Math.floor((before - disk.free()) / PAGE);
      });
    });
    afterAll(() => prepared?.drop());

    it('says so and what to do, leaves nothing half done, and the next run completes once there is room', async () => {
      expect(need).toBeGreaterThan(10);
      for (const room of [0, ...Array.from({ length: extent(2, 30) }, () => chance.integer(1, need - 1))]) {
        await onDisk(async (database) => {
          // The first connection to a database writes a file, too.
          await state(database);
          disk.leave(room * PAGE);
          const { exitCode, stderr } = await run(database);
          disk.relieve();
          // A whole run may take more than it has to.
          if (room > 0 && exitCode === 0) return;
          expect([room, exitCode, stderr]).toEqual([room, 1, expect.stringContaining('No space left on device')]);
          expect(stderr).toContain('  -> The disk of the server is full');
          const { facts, journal } = await state(database);
          const done = journal.filter((entry) => !entry.endsWith(' failed'));
          expect(states.slice(0, -1)).toContainEqual({ facts, journal: done });
          expect(await run(database)).toMatchObject({ exitCode: 0, stderr: '' });
          expect((await state(database)).facts).toEqual(states.at(-1)!.facts);
        });
      }
    });
  });
});
