import { setTimeout as sleep } from 'node:timers/promises';
import { lifecycleLockKey } from '../apply/lifecycle.lock';
import { LifecyclePlanError } from '../errors/lifecycle-plan.error';
import type { LifecycleTarget } from '../lifecycle.target';
import { entityKey, planFromZero } from '../migrations/entity.key';
import { onShadow } from '../migrations/expected.catalogs';
import { withSessionLock } from '../migrations/session.lock';
import { createTables } from '../missing-tables';
import type { Workshop } from '../shadow/shadow.maker';
import { testName } from '../shadow/shadow.name';
import { copyDatabase } from '../shadow/shadow.query';
import { TemplateShelf } from '../shadow/template.shelf';
import { withSession, type PostgresError } from '../sql/sql.session';
import { TemplateTimeoutError } from './template-timeout.error';

const POLL_MS = 100;

/** SQLSTATE object_in_use: somebody looks into the template; invalid_catalog_name: it was dropped meanwhile. */
const PASSING = new Set(['55006', '3D000']);

/** Made by whoever comes first, while the others wait; undefined when another run has dropped it right away. */
async function templateOf(target: LifecycleTarget, shelf: TemplateShelf, key: string): Promise<string | undefined> {
  const { dataSource, settings } = target;
  const there = await shelf.nameOf(key);
  if (there !== undefined) return there;
  const lock = { lockKey: lifecycleLockKey('template', key), settings };
  const fill = async (): Promise<string | undefined> => {
    await shelf.filled(
      key,
      (shadow) => createTables(onShadow(target, shadow)),
      () => Promise.resolve(),
    );
    return shelf.nameOf(key);
  };
  return withSession(dataSource, (session) => withSessionLock(session, lock, {}, fill));
}

/**
 * Makes a test database as a copy of the template of the entities' tables, which is made where there is none.
 * @returns its name, given when there is no more to wait for: by an old name others would think it left over
 * @throws LifecyclePlanError when the tables can not be created, LifecycleLockError and TemplateTimeoutError when
 *   others keep us from it for `lockWaitTimeoutMs`
 */
export async function copyTemplate(target: LifecycleTarget, workshop: Workshop): Promise<string> {
  const key = await entityKey(target);
  if (key === undefined) throw new LifecyclePlanError((await planFromZero(target)).problems);
  const shelf = new TemplateShelf(workshop);
  const { lockWaitTimeoutMs } = target.settings;
  const deadline = performance.now() + lockWaitTimeoutMs;
  let failure: PostgresError | undefined;
  for (;;) {
    const template = await templateOf(target, shelf, key);
    try {
      if (template !== undefined) {
        const name = testName();
        await withSession(workshop.maintenance, (session) => session.send(copyDatabase(template, name)));
        return name;
      }
    } catch (error) {
      failure = error as PostgresError;
      if (!PASSING.has(failure.code ?? '')) throw error;
    }
    if (performance.now() >= deadline) throw new TemplateTimeoutError(lockWaitTimeoutMs, failure);
    await sleep(POLL_MS);
  }
}
