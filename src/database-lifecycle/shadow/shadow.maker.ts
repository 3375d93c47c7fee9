import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import { count } from '../report/units';
import { quoteIdentifier } from '../sql/identifier';
import { withSession, type PostgresError, type SqlSession } from '../sql/sql.session';
import { removeLeftOvers } from './left-over.cleaner';
import { NotTheShadowError } from './shadow.error';
import { shadowName } from './shadow.name';
import { bareOptions, shadowOptions } from './shadow.options';
import { createShadow, dropShadowByForce, shadowSettings, type SessionSettings } from './shadow.query';

const logger = new Logger('ShadowDatabase');

/** Where and how shadows are made. */
export interface Workshop {
  /** Connected to another database of the server, on which nothing but CREATE, ALTER and DROP DATABASE is sent. */
  readonly maintenance: DataSource;
  /** The app's, on that server. */
  readonly options: PostgresDataSourceOptions;
  /** Those of the database that the shadow stands for. */
  readonly settings: SessionSettings;
  /** The schema that the app expects to be there before its first migration. */
  readonly schema: string;
  /** SQL that makes the tables that it expects there beside that. */
  readonly externalTables: readonly string[];
}

/** @returns its name, given behind the clean-up, which may take its time: by an old name others would think it left over */
const create = ({ maintenance }: Workshop): Promise<string> =>
  withSession(maintenance, async (session) => {
    const leftOvers = await removeLeftOvers(session);
    if (leftOvers.length > 0) logger.log(`Dropped ${count(leftOvers.length, 'scratch database')} of killed runs`);
    const name = shadowName();
    await session.send(createShadow(name));
    return name;
  });

const drop = ({ maintenance }: Workshop, name: string): Promise<void> =>
  withSession(maintenance, (session) => session.send(dropShadowByForce(name))).then(
    () => undefined,
    ({ message }: Error) =>
      logger.warn(`The shadow database ${name} could not be dropped, a later run will do that: ${message}`),
  );

/** Makes sure that we are in the right database before anything is made or read there. */
async function refuseOther(session: SqlSession, name: string): Promise<void> {
  const [found] = await session.query<{ database: string }>('SELECT current_database() AS database');
  if (found!.database !== name) throw new NotTheShadowError(name, found!.database);
}

/**
 * Connects to a scratch database, and to no other. Where that, or to make it ready, fails, no connection stays: as it may
 * be idle for ever, the process would never end.
 */
export async function connectToScratch(
  options: PostgresDataSourceOptions,
  name: string,
  makeReady?: (session: SqlSession) => Promise<void>,
): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  try {
    await withSession(dataSource, async (session) => {
      await refuseOther(session, name);
      await makeReady?.(session);
    });
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

async function makeExternalTables(session: SqlSession, statements: readonly string[]): Promise<void> {
  try {
    if (statements.length > 0) await session.send(...statements);
  } catch (error) {
    throw LifecycleConfigurationError.externalTables(error as PostgresError);
  }
}

/** The one schema that a new database has. */
const PUBLIC = 'public';

async function prepared(workshop: Workshop, name: string): Promise<DataSource> {
  const { maintenance, settings, schema, externalTables } = workshop;
  await withSession(maintenance, (session) => session.send(...shadowSettings(name, settings)));
  const options = shadowOptions(workshop.options, name);
  if (schema !== PUBLIC) {
    // Where the search path leads is asked once, on connecting: the app's DataSource has to find the schema there.
    const bare = await connectToScratch(bareOptions(options), name, async (session) => {
      await session.send(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    });
    await bare.destroy();
  }
  return connectToScratch(options, name, (session) => makeExternalTables(session, externalTables));
}

/**
 * Makes a shadow, lends a DataSource on it to `work`, and drops it whatever happens.
 * @param keep called instead when the work is done, with nobody connected any more; when that fails it is dropped, too
 */
export async function makeShadow<Result>(
  workshop: Workshop,
  work: (dataSource: DataSource) => Promise<Result>,
  keep?: (session: SqlSession, name: string) => Promise<unknown>,
): Promise<Result> {
  const name = await create(workshop);
  let isKept = false;
  try {
    const dataSource = await prepared(workshop, name);
    const result = await work(dataSource).finally(() => dataSource.destroy());
    if (keep) {
      isKept = await withSession(workshop.maintenance, (session) => keep(session, name)).then(
        () => true,
        () => false,
      );
    }
    return result;
  } finally {
    if (!isKept) await drop(workshop, name);
  }
}
