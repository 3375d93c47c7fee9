import { randomInt } from 'node:crypto';
import throwawayServer from '../../support/global-setup';

/** One seed for all workers of this run, told before anything can fail. */
export default async function globalSetup(): Promise<void> {
  process.env.FAULTS_SEED ??= String(randomInt(2 ** 31));
  process.stdout.write(`\nTo repeat this run: FAULTS_SEED=${process.env.FAULTS_SEED} npm run test:faults\n`);
  await throwawayServer();
}
