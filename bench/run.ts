import 'reflect-metadata';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchServer } from './bench.server';
import { machine } from './machine';
import { chartOf } from './report/chart';
import { documentOf, type Results } from './report/document';
import { inWords } from './report/figure.words';
import type { Figure } from './turns';
import { works } from './works';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

function keep(directory: string, results: Results): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(directory, 'results.md'), documentOf(results));
  writeFileSync(join(directory, 'start.svg'), chartOf(results.figures));
}

/**
 * npm run bench -- [--works noop,create] [--sizes 10,100] [--rounds 5] [--patience 1500] [--out <directory>]
 *
 * Everything in one run on a PostgreSQL of its own; contestants take turns. Each work has its sizes, unless others are
 * given. Writes results.json, results.md and a chart.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      works: { type: 'string', default: works.map(({ name }) => name).join(',') },
      sizes: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      patience: { type: 'string', default: '1500' },
      out: { type: 'string', default: join(__dirname, 'results') },
    },
  });
  const wanted = values.works.split(',');
  const unknown = wanted.filter((name) => !works.some((work) => work.name === name));
  if (unknown.length > 0)
    throw new Error(`No such work: ${unknown.join(', ')}. There are: ${works.map(({ name }) => name).join(', ')}`);
  const server = await startBenchServer();
  const figures: Figure[] = [];
  try {
    for (const work of works.filter(({ name }) => wanted.includes(name))) {
      tell(`\n${work.title}`);
      const settings = {
        server,
        rounds: Number(values.rounds),
        sizes: work.sizes.length > 0 && values.sizes ? values.sizes.split(',').map(Number) : work.sizes,
        patienceMs: Number(values.patience),
      };
      const measured = await work.run(settings, tell);
      for (const figure of measured) tell(`  ${figure.size}  ${figure.contestant}: ${inWords(figure)}`);
      figures.push(...measured);
      // A long run that is broken off keeps what it has measured.
      keep(values.out, { machine: machine(server.version), figures });
    }
  } finally {
    await server.stop();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
