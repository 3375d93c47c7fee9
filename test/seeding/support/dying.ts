import { onServer, serverUrl, type TestDatabase } from '../../support/test-database';
import { tapWire, type BeforeMessage, type FrontendMessage } from '../../support/wire';
import { commandProcess } from './command.process';
import { call } from './seeding.app';

/** A share of the kills, as each costs a process: `SEEDING_KILLS=all`, or `2/3` for the second third. */
export const share = process.env.SEEDING_KILLS ?? `${1 + (Date.now() % 3)}/3`;
const [part, parts] = (share === 'all' ? '1/1' : share).split('/').map(Number) as [number, number];
export const sharedSteps = (steps: readonly number[]): number[] =>
  steps.filter((_, index) => index % parts === part - 1);

/** All that a command sends before which it may die: each statement, and each step of a COPY. */
const isStep = ({ type, sql }: FrontendMessage): boolean => sql !== undefined || type === 'c' || type === 'd';

async function behindWire(
  database: TestDatabase,
  work: (url: string) => Promise<unknown>,
  before?: BeforeMessage,
): Promise<readonly FrontendMessage[]> {
  const wire = await tapWire(database.url, before);
  try {
    await work(wire.url);
    return wire.messages;
  } finally {
    await wire.close();
  }
}

/** Runs the command and answers the positions of all that it sent from its first look at the database on. */
export async function stepsOf(database: TestDatabase, argv: string[]): Promise<number[]> {
  const messages = await behindWire(database, (url) => call(url, argv));
  const first = messages.findIndex(({ sql }) => sql?.includes('AS presence'));
  return messages.flatMap((message, position) => (position >= first && isStep(message) ? [position] : []));
}

/** Runs the command in a process of its own, which gets SIGKILL before the step; answers the signal that it ended by. */
export async function killedAt(database: TestDatabase, argv: string[], step: number): Promise<unknown> {
  let running: ReturnType<typeof commandProcess> | undefined;
  await behindWire(
    database,
    async (url) => {
      running = commandProcess(url, argv);
      await running.result;
    },
    async (_, position) => {
      if (position !== step) return;
      running!.kill();
      await running!.result;
    },
  );
  return (await running!.result).signal;
}

/** Runs the command, whose sessions the server ends before the step; answers its exit code. */
export async function endedAt(database: TestDatabase, argv: string[], step: number): Promise<unknown> {
  const ends = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = '${database.name}' AND application_name = 'lifecycle-test'`;
  let exitCode: number | undefined;
  await behindWire(
    database,
    async (url) => ({ exitCode } = await call(url, argv)),
    async (_, position) => {
      if (position === step) await onServer(serverUrl(), (client) => client.query(ends));
    },
  );
  return exitCode;
}
