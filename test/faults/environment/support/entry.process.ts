import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const HUNG_AFTER_MS = 90_000;

/** The doors to the app, as package.json's scripts and scripts/dev.sh open them. */
export const ENTRIES = {
  app: ['-r', join(ROOT, 'scripts/register.js'), join(ROOT, 'src/main.ts')],
  'db:status': [join(ROOT, 'scripts/run.js'), 'src/cli', 'db:status'],
  'migration:show': [join(ROOT, 'scripts/run.js'), 'src/cli', 'migration:show', '--json'],
  'local-postgres status': [join(ROOT, 'scripts/run.js'), 'src/local-postgres/cli', 'status'],
} as const;

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of them in the given directory, whose .env it reads, to its end; a server that listens is asked to end. */
export async function enter(
  entry: keyof typeof ENTRIES,
  variables: Record<string, string>,
  cwd: string = ROOT,
): Promise<Ended> {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', PORT: '0', ...variables };
  const child = spawn(process.execPath, [...ENTRIES[entry]], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_AFTER_MS);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Listening on')) child.kill('SIGTERM');
    });
  }
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(hung);
      resolve({ code, output });
    });
  });
}
