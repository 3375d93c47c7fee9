import 'reflect-metadata';
import { benchServer } from './bench.server';
import { inWords } from './report/figure.words';
import { works } from './works';

/** What the process of a work is told; it answers with its figures. */
export interface WorkOrder {
  readonly work: string;
  /** Of a superuser on the server that is measured on. */
  readonly url: string;
  /** Instead of the work's own. */
  readonly sizes?: readonly number[];
  readonly rounds: number;
  readonly patienceMs: number;
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function perform({ work: name, url, sizes, ...settings }: WorkOrder): Promise<void> {
  const work = works.find((one) => one.name === name)!;
  const server = await benchServer(url, name);
  tell(`\n${work.title}`);
  const measured = await work.run(
    { ...settings, server, sizes: work.sizes.length > 0 && sizes ? sizes : work.sizes },
    tell,
  );
  for (const figure of measured) tell(`  ${figure.size}  ${figure.contestant}: ${inWords(figure)}`);
  await server.close();
  process.send!(measured, () => process.disconnect!());
}

process.once('message', (order: WorkOrder) => {
  perform(order).catch((error: Error) => {
    tell(String(error.stack));
    process.exit(1);
  });
});
