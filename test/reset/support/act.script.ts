import 'reflect-metadata';
import { once } from 'node:events';
import { connectTo } from '../../support/lifecycle-data-source';
import { resetting, restoring } from './acts';
import { ALL_ENTITIES } from '../../cli/support';

/** A process that resets or restores, once a line arrives on standard input. */
async function main([act, trash]: string[]): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const dataSource = await connectTo(process.env.DATABASE_URL!, ALL_ENTITIES);
  if (act === 'reset') await resetting(dataSource, { includeDependents: true, seeds: true });
  else await restoring(dataSource, trash!);
  process.exit(0);
}

void main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
