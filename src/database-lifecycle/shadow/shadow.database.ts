import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { diagnose } from '../connect/connection.diagnosis';
import { connectionTarget } from '../connect/connection.target';
import { DatabaseConnectionError } from '../errors/database-connection.error';
import { inspectJournal } from '../inspect/journal.inspector';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { actingEnvironment } from '../plan/stamp.rules';
import { withReadOnlySession } from '../sql/sql.session';
import { readServerFacts, serverDifferences } from './server.comparator';
import { ShadowRefusedError } from './shadow.error';
import { makeShadow, type Workshop } from './shadow.maker';
import { bareOptions, serverOptions } from './shadow.options';
import { roleObstacle, shadowObstacle, type ShadowObstacle } from './shadow.place';
import type { ShadowServerProvider } from './shadow.provider';
import type { ServerFacts } from './shadow.query';
import { TemplateShelf } from './template.shelf';

const SERVER_REMEDY = 'This is the server for shadow databases: start it, or correct its url (SHADOW_DATABASE_URL).';

const logger = new Logger('ShadowDatabase');

/** Lends a connection to the server that was handed in, which knows nothing of the app. */
async function withMaintenance<Result>(
  options: PostgresDataSourceOptions,
  work: (maintenance: DataSource) => Promise<Result>,
): Promise<Result> {
  const maintenance = await new DataSource(bareOptions(options)).initialize().catch((error: unknown) => {
    const target = connectionTarget(options);
    const diagnosis = diagnose(error, target);
    if (!diagnosis) throw error;
    throw new DatabaseConnectionError(target, diagnosis.what, [SERVER_REMEDY], error);
  });
  try {
    return await work(maintenance);
  } finally {
    await maintenance.destroy();
  }
}

/** Makes sure that the server that was handed in may hold shadows, and tells in what it differs from the connected one. */
async function approveServer(
  { name, policy }: LifecycleEnvironment,
  connected: ServerFacts,
  maintenance: DataSource,
): Promise<void> {
  const facts = await readServerFacts(maintenance);
  if (policy !== 'auto-create' && facts.startedAt === connected.startedAt) throw ShadowRefusedError.sameServer(name);
  const obstacle = roleObstacle(facts);
  if (obstacle) throw ShadowRefusedError.provided(obstacle);
  for (const difference of await serverDifferences(connected, facts, maintenance)) logger.warn(difference);
}

export interface LendShadow {
  /** Lends one scratch database to `work`: empty but for the app's default schema, with the app's options on it. */
  <Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result>;
  /** What this and former runs have kept on the same server; undefined where nothing is to be. */
  readonly templates?: TemplateShelf;
}

const lenderOf = (workshop: Workshop): LendShadow =>
  Object.assign(<Result>(work: (dataSource: DataSource) => Promise<Result>) => makeShadow(workshop, work), {
    templates: new TemplateShelf(workshop),
  });

/** The connected server, seen as a place for scratch databases. */
interface ConnectedPlace {
  /** How they are made there. */
  readonly workshop: Workshop;
  readonly facts: ServerFacts;
  /** What the connected database has to be treated as, by the variables and by its own stamp. */
  readonly acting: LifecycleEnvironment;
  /** What keeps them away; undefined when they may be made there. */
  readonly obstacle?: ShadowObstacle;
}

/** Reads only. */
export async function connectedPlace({
  dataSource,
  settings,
  journal,
  installExtensions,
}: LifecycleTarget): Promise<ConnectedPlace> {
  const { environment, externalTables } = settings;
  // Those that the app has loaded: a glob would find what was written since.
  const migrations = dataSource.migrations.map(({ constructor }) => constructor);
  const facts = await readServerFacts(dataSource);
  const state = await withReadOnlySession({ dataSource, settings }, (session) => inspectJournal(session, journal));
  const acting = actingEnvironment(environment, state);
  const workshop: Workshop = {
    maintenance: dataSource,
    options: { ...dataSource.options, migrations, installExtensions } as PostgresDataSourceOptions,
    settings: { searchPath: facts.searchPath, readBy: facts.readBy },
    schema: journal.schema,
    externalTables: Object.values(externalTables),
  };
  return { workshop, facts, acting, obstacle: shadowObstacle(environment, acting, facts) };
}

/**
 * Lends as many scratch databases as `work` asks for, one after the other or at once, on one server: the connected one
 * in development and test, by the variables and by its database's stamp, where the role may create databases; else the
 * provider's. Each is made from template0 and dropped at its end whatever happens; what killed runs left is dropped
 * before.
 * @throws ShadowRefusedError when neither may hold one; nothing was changed then
 */
export async function withShadows<Result>(
  target: LifecycleTarget,
  work: (lend: LendShadow) => Promise<Result>,
  provider?: ShadowServerProvider,
): Promise<Result> {
  const { workshop, facts, acting, obstacle } = await connectedPlace(target);
  if (!obstacle) return work(lenderOf(workshop));
  if (!provider) throw ShadowRefusedError.nowhere(obstacle);
  const server = await provider();
  try {
    const handedIn = serverOptions(workshop.options, server.url);
    return await withMaintenance(handedIn, async (maintenance) => {
      await approveServer(acting, facts, maintenance);
      return work(lenderOf({ ...workshop, maintenance, options: handedIn }));
    });
  } finally {
    await server.stop();
  }
}
