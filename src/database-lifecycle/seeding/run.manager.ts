import type { EntityManager, QueryRunner } from 'typeorm';

/**
 * The manager of one run of a seeder, on the runner's connection and in its transaction.
 * @param hold asked before each query whether it may go; what it answers with is waited for instead
 */
export function managerOfRun(runner: QueryRunner, hold: () => Promise<never> | undefined): EntityManager {
  // TypeORM sets the manager on the runner that it is made for; the real runner keeps its own.
  const own: Record<PropertyKey, unknown> = {
    query: (...args: Parameters<QueryRunner['query']>) => hold() ?? runner.query(...args),
    manager: undefined,
  };
  const heldRunner = new Proxy(runner, {
    get: (target, key) => (key in own ? own[key] : Reflect.get(target, key)) as unknown,
    set: (target, key, value) => Reflect.set(key in own ? own : target, key, value),
  });
  return runner.dataSource.createEntityManager(heldRunner);
}
