import { Client } from 'pg';
import { createMissingTables } from '../../src/database-lifecycle';
import { statusFor } from '../../src/database-lifecycle/database-status';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { ours } from '../contestants';
import { benchDataSource } from '../contestants/bench.data-source';
import { benchModel } from '../model';
import { inTurns, timed, type Figure } from '../turns';
import type { Work } from './work';

const ROWS = 10_000_000;
const CASES = [
  { tables: 10, rows: ROWS },
  { tables: 1_000, rows: 0 },
] as const;

const fill = (table: string, rows: number): string =>
  `INSERT INTO "${table}" (name, amount) SELECT n::text, n FROM generate_series(1, ${rows}) n; ANALYZE "${table}"`;

/** `db:status` beside counting with one SELECT for each table. */
export const status: Work = {
  name: 'status',
  sizes: [],
  title: `Status with record counts: 10 tables, one of ${ROWS.toLocaleString('en-US')} rows; 1,000 empty tables`,
  async run({ server, rounds }, tell) {
    const figures: Figure[] = [];
    for (const { tables, rows } of CASES) {
      const url = await server.database();
      const model = benchModel(tables);
      const dataSource = await benchDataSource(url, model);
      await createMissingTables(dataSource, { environment: 'development' });
      if (rows > 0) {
        tell(`filling one table with ${rows.toLocaleString('en-US')} rows`);
        await server.query(url, `SET synchronous_commit = off; ${fill(model.tables[0]!.name, rows)}`);
      }
      await server.settle(url);
      const target = lifecycleTarget(dataSource, { environment: 'development' });
      const client = new Client(url);
      await client.connect();
      const counts = target.model.relations.map(({ name }) => `SELECT count(*) FROM "${name}"`);
      const turns = [
        { contestant: ours.name, run: () => timed(() => statusFor(target)) },
        { contestant: `${ours.name}, --exact`, run: () => timed(() => statusFor(target, { exact: true })) },
        {
          contestant: 'count(*), a query for each table',
          run: () =>
            timed(async () => {
              for (const count of counts) await client.query(count);
            }),
        },
      ];
      figures.push(...(await inTurns({ work: 'status', size: tables }, turns, rounds)));
      await client.end();
      await dataSource.destroy();
    }
    return figures;
  },
};
