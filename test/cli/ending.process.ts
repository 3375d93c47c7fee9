/**
 * A command on an app with a migration of a minute, in a process that has something to send at its end:
 * `node -r scripts/register.js ending.process.ts <url> <mode> <command> [flags]`.
 */
import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import type { DataSourceOptions } from 'typeorm';
import { runProgram } from '../../src/database-lifecycle/cli';
import { migration } from '../migrations/support/migration.factory';
import { appOn } from './support';

const [url, mode, ...argv] = process.argv.slice(2);
const dataSource = {
  migrations: [migration(1, ['CREATE TABLE made (id int)', 'SELECT pg_sleep(60)'])],
  migrationsTransactionMode: mode as DataSourceOptions['migrationsTransactionMode'],
};

process.once('beforeExit', () => void setTimeout(2_000).then(() => process.stdout.write('all was sent\n')));
void runProgram({ loadModule: () => appOn(url!, { dataSource, lifecycle: { environment: 'production' } }), argv });
