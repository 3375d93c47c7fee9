import 'reflect-metadata';
import { runCli } from '../../../src/database-lifecycle/cli';

/** A process of one command, for tests that start several or kill one. */
void runCli({
  loadModule: () => (require('./seeding.module') as typeof import('./seeding.module')).SeedingModule,
}).then((exitCode) => (process.exitCode = exitCode));
