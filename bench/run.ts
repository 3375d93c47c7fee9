import { fork } from 'node:child_process';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startBenchServer } from './bench.server';
import { machine } from './machine';
import { chartOf } from './report/chart';
import { documentOf, type Results } from './report/document';
import type { Figure } from './turns';
import type { WorkOrder } from './work.process';
import { works } from './works';

function keep(directory: string, results: Results): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(directory, 'results.md'), documentOf(results));
  writeFileSync(join(directory, 'start.svg'), chartOf(results.figures));
}

async function versionOf(url: string): Promise<string> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  return rows[0]!.server_version;
}

/**
 * Runs a work in a process of its own: what one leaves in memory, and in compiled code, would affect the next.
 */
function performed(order: WorkOrder, brokenOff: AbortSignal): Promise<Figure[]> {
  const child = fork(join(__dirname, 'work.process.ts'), { execArgv: process.execArgv, signal: brokenOff });
  return new Promise((resolve, reject) => {
    child.once('message', (figures: Figure[]) => resolve(figures));
    child.on('error', (error) => reject((brokenOff.reason as Error | undefined) ?? error));
    child.once('exit', (code, signal) =>
      reject(new Error(`${order.work} ended with ${code ?? signal} before it was measured`)),
    );
    child.send(order);
  });
}

/**
 * npm run bench -- [--works noop,create] [--sizes 10,100] [--rounds 5] [--patience 2500] [--out <directory>]
 *   [--server <url>]
 *
 * Everything in one run on a PostgreSQL of its own, or on a server that is given; contestants take turns. Each work has
 * its sizes, unless others are given. Writes results.json, results.md and a chart.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      works: { type: 'string', default: works.map(({ name }) => name).join(',') },
      sizes: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      patience: { type: 'string', default: '2500' },
      out: { type: 'string', default: join(__dirname, 'results') },
      server: { type: 'string' },
    },
  });
  const wanted = values.works.split(',');
  const unknown = wanted.filter((name) => !works.some((work) => work.name === name));
  if (unknown.length > 0)
    throw new Error(`No such work: ${unknown.join(', ')}. There are: ${works.map(({ name }) => name).join(', ')}`);
  const brokenOff = new AbortController();
  // Each time: npm sends on what the terminal has sent already, and the second would end this with the server not given back.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => brokenOff.abort(new Error(`Broken off by ${signal}`)));
  }
  const server = await startBenchServer(values.server);
  const figures: Figure[] = [];
  try {
    const order = {
      url: server.url,
      sizes: values.sizes?.split(',').map(Number),
      rounds: Number(values.rounds),
      patienceMs: Number(values.patience),
    };
    const version = await versionOf(server.url);
    for (const { name } of works.filter(({ name }) => wanted.includes(name))) {
      figures.push(...(await performed({ ...order, work: name }, brokenOff.signal)));
      // A long run that is broken off keeps what it has measured.
      keep(values.out, { machine: machine(version), figures });
    }
  } finally {
    await server.stop();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
