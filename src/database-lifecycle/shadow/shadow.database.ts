import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { LifecycleTarget } from '../lifecycle.target';
import { readServerFacts, serverDifferences } from './server.comparator';
import { ShadowRefusedError } from './shadow.error';
import { makeShadow } from './shadow.maker';
import { serverOptions } from './shadow.options';
import type { ShadowServerProvider } from './shadow.provider';

const logger = new Logger('ShadowDatabase');

/** Lends one scratch database to `work`: empty but for the app's default schema, with the app's options on it. */
export type LendShadow = <Result>(work: (dataSource: DataSource) => Promise<Result>) => Promise<Result>;

/**
 * Lends as many scratch databases as `work` asks for, one after the other or at once, on one server. Each is made from
 * template0 and dropped at its end whatever happens; what killed runs left is dropped before.
 * @param provider the server to make them on. Default: the connected one, in development and test only.
 * @throws ShadowRefusedError when the environment or the role does not allow it; nothing was changed then
 */
export async function withShadows<Result>(
  { dataSource: target, settings: { environment }, journal: { schema } }: LifecycleTarget,
  work: (lend: LendShadow) => Promise<Result>,
  provider?: ShadowServerProvider,
): Promise<Result> {
  if (!provider && environment.policy !== 'auto-create') throw ShadowRefusedError.environment(environment.name);
  const options = target.options as PostgresDataSourceOptions;
  const facts = await readServerFacts(target);
  const { searchPath } = facts;
  if (!provider) return work((use) => makeShadow({ maintenance: target, options, searchPath, schema }, use));
  const server = await provider();
  try {
    const handedIn = serverOptions(options, server.url);
    const maintenance = await new DataSource({
      ...handedIn,
      entities: [],
      migrations: [],
      subscribers: [],
    }).initialize();
    try {
      for (const difference of await serverDifferences(facts, maintenance)) logger.warn(difference);
      return await work((use) => makeShadow({ maintenance, options: handedIn, searchPath, schema }, use));
    } finally {
      await maintenance.destroy();
    }
  } finally {
    await server.stop();
  }
}

/** One scratch database; see {@link withShadows} for where, and for what it throws. */
export const withShadowDatabase = <Result>(
  target: LifecycleTarget,
  work: (dataSource: DataSource) => Promise<Result>,
  provider?: ShadowServerProvider,
): Promise<Result> => withShadows(target, (lend) => lend(work), provider);
