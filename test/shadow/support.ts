import type { DataSource } from 'typeorm';
import type { DatabaseLifecycleOptions } from '../../src/database-lifecycle';
import { lifecycleTarget, type LifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { withShadows } from '../../src/database-lifecycle/shadow/shadow.database';
import { SHADOW_PREFIX } from '../../src/database-lifecycle/shadow/shadow.name';
import type { ShadowServerProvider } from '../../src/database-lifecycle/shadow/shadow.provider';
import { Owner } from '../cli/entities';
import { connectTo } from '../support/lifecycle-data-source';
import { onServer, serverUrl, type TestDatabase } from '../support/test-database';

/** Lends a connected app of one entity. */
export async function withTarget<Result>(
  url: string,
  work: (target: LifecycleTarget, dataSource: DataSource) => Promise<Result>,
  options: DatabaseLifecycleOptions = {},
): Promise<Result> {
  const dataSource = await connectTo(url, [Owner]);
  try {
    return await work(lifecycleTarget(dataSource, { environment: 'development', ...options }), dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Lends one scratch database. */
export const withShadowDatabase = <Result>(
  target: LifecycleTarget,
  work: (shadow: DataSource) => Promise<Result>,
  provider?: ShadowServerProvider,
): Promise<Result> => withShadows(target, (lend) => lend(work), provider);

/** Names of all shadow databases on a server, oldest first. */
export const shadowsOn = (url: string = serverUrl()): Promise<string[]> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname`,
      [SHADOW_PREFIX],
    );
    return rows.map(({ datname }) => datname);
  });

export const currentDatabase = async (dataSource: DataSource): Promise<string> =>
  (await dataSource.query<{ name: string }[]>('SELECT current_database() AS name'))[0]!.name;

/** Makes that settings of the pool rule, as they do where there is no URL: each new connection goes to that database. */
export function misdirect(dataSource: DataSource, url: string, extra: { database: string; application_name?: string }) {
  const { hostname: host, port, username, password } = new URL(url);
  const address = { host, port: Number(port), username, password: decodeURIComponent(password), url: undefined };
  Object.assign(dataSource.options, { ...address, extra });
}

export interface TestRole {
  readonly name: string;
  readonly password: string;
  /** The same database, as this role. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A role that may connect, with no more than the attributes given. */
export async function createRole({ name, url, query }: TestDatabase, attributes = ''): Promise<TestRole> {
  const [role, password] = [`role_of_${name}`, 'secret-of-the-role'];
  await query(`CREATE ROLE ${role} LOGIN ${attributes} PASSWORD '${password}'`);
  const own = new URL(url);
  Object.assign(own, { username: role, password });
  return {
    name: role,
    password,
    url: own.href,
    drop: async () => {
      await query(`DROP OWNED BY ${role}`);
      await query(`DROP ROLE ${role}`);
    },
  };
}
