#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { localPostgresStatus, stopLocalPostgres } from './local.postgres';

/* oxlint-disable no-console -- a command prints */

const ExitCode = { ok: 0, failed: 1, usage: 2, pending: 3 };

const program = new Command('local-postgres')
  .description("The checkout's own PostgreSQL server, which the app starts while DATABASE_URL is unset.")
  .exitOverride();

program
  .command('stop')
  .description('stop it; fine when it does not run')
  .option('--json', 'print one JSON document')
  .action(async ({ json }: { json?: boolean }) => {
    const { data } = await localPostgresStatus();
    const stopped = await stopLocalPostgres();
    const text = stopped
      ? `Stopped the embedded PostgreSQL in ${data}.`
      : `No embedded PostgreSQL was running in ${data}.`;
    console.log(json ? JSON.stringify({ stopped, data }) : text);
  });

program
  .command('status')
  .description(`say whether it runs; exit code ${ExitCode.pending} when it does not`)
  .option('--json', 'print one JSON document')
  .action(async ({ json }: { json?: boolean }) => {
    const status = await localPostgresStatus();
    const text = status.running ? `runs with pid ${status.pid} on 127.0.0.1:${status.port}` : 'does not run';
    console.log(json ? JSON.stringify(status) : `The embedded PostgreSQL in ${status.data} ${text}.`);
    process.exitCode = status.running ? ExitCode.ok : ExitCode.pending;
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return;
  }
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = ExitCode.failed;
});
