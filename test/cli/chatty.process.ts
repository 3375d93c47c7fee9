/** A command on an app that prints to standard output: `node -r scripts/register.js chatty.process.ts <url> <command> [flags]`. */
import 'reflect-metadata';
import { runProgram } from '../../src/database-lifecycle/cli';
import { appOn } from './support';

const [url, ...argv] = process.argv.slice(2);
const greeting = { provide: 'GREETING', useFactory: () => process.stdout.write('the app says hello\n') };

void runProgram({
  loadModule: () => appOn(url!, { dataSource: { logging: true }, providers: [greeting] }),
  argv,
});
