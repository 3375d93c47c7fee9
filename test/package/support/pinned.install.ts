import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { makeThrowawayDirectory } from '../../../src/local-postgres/throwaway.directory';
import { NPM } from '../../support/npm';

const TIMEOUT_MS = 240_000;
/** What npm says where it has no way to the registry. */
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ENOTCACHED/;

export interface PinnedInstall {
  readonly directory: string;
  /** Why nothing is installed there. */
  readonly missing?: string;
}

/** @returns what npm says if it fails, else nothing */
export function npmFailure(directory: string, ...words: readonly string[]): string {
  const args = [...words, '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const options = { cwd: directory, encoding: 'utf8', timeout: TIMEOUT_MS, ...NPM } as const;
  const { status, stderr } = spawnSync('npm', args, options);
  return status === 0 ? '' : stderr || 'npm was cut off';
}

/** Installs what test/package/<name>/package-lock.json pins, in a directory of its own. */
export function installPinned(name: string): PinnedInstall {
  const directory = makeThrowawayDirectory();
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(__dirname, '..', name, file), join(directory, file));
  const failure = npmFailure(directory, 'ci');
  if (failure && !OFFLINE.test(failure)) throw new Error(`npm ci of test/package/${name}: ${failure}`);
  return failure ? { directory, missing: 'npm can not reach its registry' } : { directory };
}
