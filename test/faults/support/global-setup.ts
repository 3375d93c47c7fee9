import throwawayServer from '../../support/global-setup';
import { seedFrom } from '../../support/seed';

const SEED_OF_CI = 1_020_711_451;

/** One seed for all workers of this run, told before anything can fail. */
export default async function globalSetup(): Promise<void> {
  process.env.FAULTS_SEED ??= String(seedFrom('FAULTS_SEED', SEED_OF_CI));
  process.stdout.write(`\nTo repeat this run: FAULTS_SEED=${process.env.FAULTS_SEED} npm run test:faults\n`);
  await throwawayServer();
}
