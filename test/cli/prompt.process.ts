/** A process that asks although its standard input is a pipe: `node -r scripts/register.js prompt.process.ts <url> <command> [flags]`. */
import 'reflect-metadata';
import { runCli } from '../../src/database-lifecycle/cli';
import { appOn } from './support';

const [url, ...argv] = process.argv.slice(2);
void runCli({
  loadModule: () => appOn(url!),
  argv,
  streams: {
    stdin: Object.assign(process.stdin, { isTTY: true as const }),
    stdout: process.stdout,
    stderr: process.stderr,
  },
}).then((exitCode) => process.exit(exitCode));
