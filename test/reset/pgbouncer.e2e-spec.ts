import { corpus } from '../corpus';
import { noPgBouncer, startPgBouncer } from '../migrations/support/pgbouncer';
import { useEmptiedDatabase } from '../support/emptied-database';
import { runTrial, trialOf } from './support/trial';

if (noPgBouncer) process.stderr.write(`Skipped test/reset/pgbouncer: ${noPgBouncer}\n`);

const sets = corpus.filter(({ name }) =>
  ['shop', 'hospital', 'delta: a diamond of views', 'meter: identity columns'].includes(name),
);

(noPgBouncer ? describe.skip : describe)('reset and restore through PgBouncer in transaction mode', () => {
  const database = useEmptiedDatabase();

  it.each([20, 1])('that shares out %i connections to the server: all is as it was', async (poolSize) => {
    const bouncer = await startPgBouncer(database.url, 'transaction', poolSize);
    try {
      for (const [index, set] of sets.entries()) {
        await runTrial(database.client, bouncer.url, { ...trialOf(set, `pooled ${index}`), resets: 2, back: true });
        await database.empty();
      }
      const { rows } = await database.client.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      expect(rows).toEqual([]);
    } finally {
      await bouncer.stop();
    }
  });
});
