import { randomInt } from 'node:crypto';
import throwawayServer from '../../support/global-setup';

/** Always the same there, so that what turns CI red is the change, and no case that chance found. */
const SEED_OF_CI = '1020711451';

/** One seed for all workers of this run, told before anything can fail. */
export default async function globalSetup(): Promise<void> {
  process.env.FAULTS_SEED ??= process.env.CI ? SEED_OF_CI : String(randomInt(2 ** 31));
  process.stdout.write(`\nTo repeat this run: FAULTS_SEED=${process.env.FAULTS_SEED} npm run test:faults\n`);
  await throwawayServer();
}
