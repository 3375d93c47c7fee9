import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { NPM } from '../support/npm';
import { ROOT, type PackedModule } from '../package/support/packed.module';

const START_MS = 30_000;

type Environment = Readonly<Record<string, string>>;

/** An example in a directory of its own, with what its package.json names installed, and the module as it is packed. */
export class ExampleApp {
  readonly directory: string;

  constructor(packed: PackedModule, name: string) {
    const source = join(ROOT, 'examples', name);
    this.directory = join(packed.home, name);
    // What somebody has built or installed by hand is no part of it.
    cpSync(source, this.directory, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist)$/.test(path.slice(source.length)),
    });
    const { dependencies, devDependencies } = JSON.parse(this.read('package.json')) as Record<string, object>;
    for (const one of Object.keys({ ...packed.manifest.dependencies, ...dependencies, ...devDependencies })) {
      const place = join(this.directory, 'node_modules', one);
      mkdirSync(dirname(place), { recursive: true });
      if (one === 'nest-database-lifecycle') cpSync(packed.directory, place, { recursive: true });
      else symlinkSync(join(ROOT, 'node_modules', one), place);
    }
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  /** By its own script. */
  build(): void {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: this.directory, stdio: 'pipe', ...NPM });
  }

  /** Applies a diff to it, or takes it back. */
  patch(diff: string, ...flags: string[]): void {
    execFileSync('git', ['apply', ...flags, '-'], { cwd: this.directory, input: diff, stdio: 'pipe' });
  }

  /** A command of the module's program; its answer under `--json`. */
  command(env: Environment, ...words: string[]): unknown {
    const program = join(this.directory, 'node_modules/nest-database-lifecycle/dist/cli/bin/db-lifecycle.js');
    const options = { cwd: this.directory, env: { ...plain(), ...env }, encoding: 'utf8' as const };
    return JSON.parse(execFileSync(process.execPath, [program, ...words, '--json'], options));
  }

  /** Starts it, and lends its address and what it has logged so far. */
  async running<Result>(
    env: Environment,
    work: (url: string, lines: readonly string[]) => Promise<Result>,
  ): Promise<Result> {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: this.directory,
      env: { ...plain(), ...env, PORT: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const lines: string[] = [];
      return await work(await addressOf(child, lines), lines);
    } finally {
      if (child.exitCode === null) {
        child.kill();
        await once(child, 'close');
      }
    }
  }
}

const plain = (): Environment => {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
};

/** Waits until it says where it listens. */
async function addressOf(child: ChildProcess, lines: string[]): Promise<string> {
  let errors = '';
  child.stderr!.on('data', (chunk) => (errors += chunk));
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The example ${why}:\n${lines.join('\n')}\n${errors}`));
    const timer = setTimeout(() => fail(`does not listen after ${START_MS / 1000} s`), START_MS);
    child.once('close', (code) => fail(`ended with ${code}`));
    createInterface(child.stdout!).on('line', (line) => {
      lines.push(line);
      const [, url] = /Listening on (http\S+)/.exec(line) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
