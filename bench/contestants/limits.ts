import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { planMissingTables } from '../../src/database-lifecycle';
import { presenceQuery } from '../../src/database-lifecycle/inspect/presence.query';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import type { BenchModel } from '../model';
import type { Opened } from './contestant';
import { benchDataSource } from './bench.data-source';

const OPTIONS = { environment: 'development' };

async function described<Result>(
  url: string,
  model: BenchModel,
  read: (dataSource: DataSource) => Result | Promise<Result>,
): Promise<Result> {
  const dataSource = await benchDataSource(url, model);
  const result = await read(dataSource);
  await dataSource.destroy();
  return result;
}

async function sending(url: string, message: string): Promise<Opened> {
  const client = new Client(url);
  await client.connect();
  await client.query('SELECT 1');
  return { sync: () => client.query(message), close: () => client.end() };
}

const check = (dataSource: DataSource): string => {
  const { model, journal } = lifecycleTarget(dataSource, OPTIONS);
  return presenceQuery(model.relations, journal);
};

const ddl = async (dataSource: DataSource): Promise<string> => {
  const { batches } = await planMissingTables(dataSource, OPTIONS);
  return batches
    .map(({ statements }) => ['BEGIN', ...statements.map(({ sql }) => sql), 'COMMIT'].join(';\n'))
    .join(';\n');
};

/** The one check query by itself, on a warm connection. */
export const bareCheck = async (url: string, model: BenchModel): Promise<Opened> =>
  sending(url, await described(url, model, check));

/** The DDL of what is missing as one message of the simple protocol, asked of the database as it is now. */
export const oneMessage = async (url: string, model: BenchModel): Promise<Opened> =>
  sending(url, await described(url, model, ddl));

/** The check query, then the DDL: two messages, on a connection that has sent the first before. */
export const checkAndDdl = async (url: string, model: BenchModel): Promise<Opened> => {
  const [query, statements] = await described(url, model, async (dataSource) => [
    check(dataSource),
    await ddl(dataSource),
  ]);
  const client = new Client(url);
  await client.connect();
  await client.query(query!);
  return {
    sync: async () => {
      await client.query(query!);
      await client.query(statements!);
    },
    close: () => client.end(),
  };
};
