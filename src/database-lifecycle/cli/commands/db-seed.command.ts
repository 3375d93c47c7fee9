import { ExitCode } from '../../errors/database-lifecycle.error';
import type { CommandRun } from '../cli.command';
import { runDueSeeders } from '../seeding.step';

export const dbSeed: CommandRun = async (context) => {
  const started = performance.now();
  const seeded = await runDueSeeders(context);
  return {
    json: { seeded, durationMs: performance.now() - started },
    text: seeded.length === 0 ? ['No seeder of this app may run here.'] : [],
    exitCode: ExitCode.ok,
  };
};
