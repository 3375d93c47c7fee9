import { rmSync } from 'node:fs';
import type { WithThrowawayPostgres } from './global-setup';

export default async function globalTeardown(): Promise<void> {
  rmSync(process.env.PACKED_MODULE_HOME!, { recursive: true, force: true });
  const global = globalThis as WithThrowawayPostgres;
  if (!global.throwawayPostgres) return;
  await global.throwawayPostgres.stop();
  // Under --watch the same process sets up the next run.
  delete global.throwawayPostgres;
  delete process.env.TEST_DATABASE_URL;
}
