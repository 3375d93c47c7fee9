import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs a script of the bench in a Node of its own, and reads the JSON that it prints. */
export const inFreshProcess = <Result>(script: string, ...args: readonly string[]): Result =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ['--expose-gc', '-r', join(__dirname, '../scripts/register.js'), join(__dirname, script), ...args],
      { encoding: 'utf8' },
    ),
  ) as Result;
