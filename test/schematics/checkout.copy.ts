import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createProgram, getParsedCommandLineOfConfigFile, sys } from 'typescript';
import { makeThrowawayDirectory } from '../../src/local-postgres/throwaway.directory';
import { typeFaults } from '../support/type.faults';
import { ROOT } from './root';

const CHECKOUT = [
  'src',
  'test',
  'migrations',
  'scripts',
  'ormconfig.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'jest.config.js',
  '.prettierrc',
  '.oxlintrc.json',
  '.dependency-cruiser.cjs',
];

/** Rooms that the app imports, and that import nothing of it: `npm run lint` holds that. */
const LIBRARIES = /^src\/(database-lifecycle|local-postgres)\//;

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** A copy of this checkout that generators may write into. */
export class CheckoutCopy {
  private readonly parent = makeThrowawayDirectory();
  readonly directory = join(this.parent, 'checkout');

  constructor() {
    for (const name of CHECKOUT) cpSync(join(ROOT, name), join(this.directory, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.directory, 'node_modules'));
    // As `npm ci` links it, for a checkout that was installed before there were generators.
    mkdirSync(join(this.parent, 'node_modules'));
    symlinkSync(
      join(this.directory, 'scripts', 'schematics'),
      join(this.parent, 'node_modules', 'checkout-schematics'),
    );
  }

  /** Puts a file at a path from the top. */
  write(path: string, text: string): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs a program of node_modules. */
  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
    return this.script(join('node_modules', program), args, env);
  }

  /** Runs a script of its own. */
  script(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], {
      cwd: this.directory,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    return { code: status, output: stripVTControlCharacters(stdout + stderr) };
  }

  nest(...args: string[]): Run {
    return this.run('@nestjs/cli/bin/nest.js', args);
  }

  /** TypeScript of the app and its tests, by path from the top. */
  private sources(): string[] {
    return ['src', 'test/app', 'migrations']
      .flatMap((room) =>
        readdirSync(join(this.directory, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
      )
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.ts') && !LIBRARIES.test(path));
  }

  /** Paths from the top of those that this checkout does not have, or has otherwise. */
  generated(): string[] {
    return this.sources().filter((path) => {
      const origin = join(ROOT, path);
      return !existsSync(origin) || !readFileSync(origin).equals(readFileSync(join(this.directory, path)));
    });
  }

  /** What the compiler says of the app and its tests, by the checkout's own settings. */
  typeFaults(): string[] {
    const config = join(this.directory, 'tsconfig.json');
    const host = { ...sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
    const { options } = getParsedCommandLineOfConfigFile(config, { incremental: false, noEmit: true }, host)!;
    const files = new Set(this.sources().map((path) => join(this.directory, path).replaceAll('\\', '/')));
    return typeFaults(createProgram([...files], options), ({ fileName }) => files.has(fileName));
  }

  /** Starts the app on the sources, and ends it once it listens; its log. */
  async boot(databaseUrl: string): Promise<string> {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, PORT: '0', NO_COLOR: '1', DATABASE_URL: databaseUrl };
    const app = spawn(process.execPath, ['scripts/run.js', 'src/main'], { cwd: this.directory, env });
    let log = '';
    for (const stream of [app.stdout, app.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (text.includes('Listening on')) app.kill('SIGTERM');
      });
    await once(app, 'exit');
    return log;
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}
