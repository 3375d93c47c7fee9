import { createMissingTables } from '../../src/database-lifecycle';
import { ALL_ENTITIES } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { tapWire, type Wire } from '../support/wire';
import { actProcess } from './support/act.process';
import { resetting, restoring } from './support/acts';
import type { DatabaseState } from './support/database.state';
import { KeptDatabase } from './support/kept.database';
import { isThorough } from './support/rounds';

type Act = 'reset' | 'restore';

let kept: KeptDatabase;
beforeAll(async () => {
  kept = await KeptDatabase.make();
});
afterAll(() => kept.drop());

const reset = (): Promise<string> => resetting(kept.dataSource, { includeDependents: true });

/** Resets, so that there is something to restore; does nothing before a reset. */
const arrange = async (act: Act): Promise<{ trash: string; before: DatabaseState }> => {
  const trash = act === 'restore' ? await reset() : '';
  return { trash, before: await kept.state() };
};

const perform = async (url: string, act: Act, trash: string): Promise<void> => {
  const dataSource = await connectTo(url, ALL_ENTITIES);
  try {
    await (act === 'reset'
      ? resetting(dataSource, { includeDependents: true, seeds: true })
      : restoring(dataSource, trash));
  } finally {
    await dataSource.destroy().catch(() => undefined);
  }
};

/** After an interrupted act: all is as before it, or it is done; no lock is left; the next run works; nothing is lost. */
async function expectWhole(
  act: Act,
  { trash, before }: Awaited<ReturnType<typeof arrange>>,
): Promise<'before' | 'done'> {
  await kept.othersEnded();
  expect(await kept.advisoryLocks()).toBe(0);
  const trashes = await kept.trashes();
  const isDone = act === 'reset' ? trashes.length > 0 : !trashes.includes(trash);
  if (isDone) expect((await createMissingTables(kept.dataSource)).created).toEqual([]);
  if (isDone && act === 'reset') {
    const { rows } = await kept.client.query(
      'SELECT o.name, a.name AS animal FROM owners o JOIN animals a ON a."ownerId" = o.id',
    );
    expect(rows).toEqual([{ name: 'seeded', animal: 'seeded' }]);
  }
  if (!isDone) await kept.expectState(`After the interrupted ${act}`, before);
  if (act === 'restore' && isDone) await kept.expectFilled('After the interrupted restore');
  const older = act === 'restore' ? trash : isDone ? trashes[0]! : await reset();
  if (act === 'reset' || !isDone) await restoring(kept.dataSource, older);
  await kept.expectFilled(`After the ${act} that followed`);
  await kept.dropTrashes();
  return isDone ? 'done' : 'before';
}

/** Positions of the messages of a whole run, from its first read on, that it may be interrupted before. */
async function messagesOf(act: Act): Promise<{ position: number; sql: string }[]> {
  const arranged = await arrange(act);
  const wire = await tapWire(kept.database.url);
  await perform(wire.url, act, arranged.trash);
  await wire.close();
  expect(await expectWhole(act, arranged)).toBe('done');
  const sent = wire.messages.flatMap(({ sql }, position) => (sql ? [{ position, sql }] : []));
  return sent.slice(sent.findIndex(({ sql }) => /advisory|presence|START TRANSACTION/.test(sql)));
}

describe.each(['reset', 'restore'] as const)('an interrupted %s leaves all as before, or is done', (act) => {
  it('when the connection is lost before any one of its messages', async () => {
    const victims = await messagesOf(act);
    expect(victims.length).toBeGreaterThan(4);
    const outcomes: string[] = [];
    for (const { position: victim } of victims) {
      const arranged = await arrange(act);
      const wire: Wire = await tapWire(kept.database.url, async (_, position) => {
        if (position === victim) await wire.close();
      });
      await perform(wire.url, act, arranged.trash).catch(() => undefined);
      await wire.close().catch(() => undefined);
      outcomes.push(await expectWhole(act, arranged));
    }
    expect(outcomes.at(0)).toBe('before');
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeLessThan(outcomes.length / 2);
  });

  it('when the server ends the session before any one of its messages', async () => {
    for (const { position: victim } of await messagesOf(act)) {
      const arranged = await arrange(act);
      const wire = await tapWire(kept.database.url, async (_, position) => {
        if (position !== victim) return;
        await kept.client.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'lifecycle-test' AND pid <> pg_backend_pid()`);
      });
      await perform(wire.url, act, arranged.trash).catch(() => undefined);
      await wire.close();
      await expectWhole(act, arranged);
    }
  });

  it('when the server ends the session at any one of its statements that changes the catalog', async () => {
    for (let statement = 1; ; statement += 1) {
      const arranged = await arrange(act);
      await kept.client
        .query(`CREATE SCHEMA dying; CREATE SEQUENCE dying.at; CREATE FUNCTION dying.die() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('dying.at') = ${statement} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$;
        CREATE EVENT TRIGGER die ON ddl_command_end EXECUTE FUNCTION dying.die()`);
      const outcome = await perform(kept.database.url, act, arranged.trash).catch((error: Error) => error);
      await kept.client.query('DROP EVENT TRIGGER die; DROP SCHEMA dying CASCADE');
      expect(await expectWhole(act, arranged)).toBe(outcome instanceof Error ? 'before' : 'done');
      if (!(outcome instanceof Error)) {
        expect(statement).toBeGreaterThan(act === 'reset' ? 12 : 8);
        return;
      }
    }
  });

  it(`when its process is killed with SIGKILL before ${isThorough ? 'any one' : 'three'} of its messages (RESET_ROUNDS)`, async () => {
    const all = await messagesOf(act);
    const some = [all.at(1)!, all.at(all.length >> 1)!, all.findLast(({ sql }) => /COMMIT/.test(sql))!];
    for (const { position: victim } of isThorough ? all : some) {
      const arranged = await arrange(act);
      const wire = await tapWire(kept.database.url, async (_, position) => {
        if (position !== victim) return;
        child.kill();
        await child.result;
      });
      const child = actProcess(wire.url, act, arranged.trash);
      await child.ready;
      child.start();
      expect((await child.result).code).toBeNull();
      await wire.close();
      expect(await expectWhole(act, arranged)).toBe('before');
    }
  });
});
