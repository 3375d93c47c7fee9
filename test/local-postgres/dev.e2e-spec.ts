import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { localPostgresStatus } from '../../src/local-postgres';
import { makeCheckout, type CheckoutFixture } from './checkout.fixture';
import { CHECKOUT, ensureInProcess, runModule } from './processes';

/** In the place of `nest start --watch`: it compiles for a while, which lets no signal through, then passes them on to the app. */
const NEST = `
let app;
process.on('SIGTERM', () => (app ? app.kill() : process.exit())).on('SIGINT', () => (app ? app.kill() : process.exit()));
if (process.env.COMPILE_MS) console.log('compiling');
for (const end = Date.now() + Number(process.env.COMPILE_MS ?? 0); Date.now() < end; );
app = require('node:child_process').spawn(process.execPath, [__dirname + '/app.js', ...process.argv.slice(2)], { stdio: 'inherit' });
app.on('exit', (code) => process.exit(code));
`;
/** In the place of the app: starts the embedded server, serves until a signal, ends with code 7. */
const APP = `
require('../../../../scripts/checkout');
const { ensureLocalPostgres } = require('../../../../src/local-postgres');
process.once('SIGTERM', () => setTimeout(() => process.exit(7), 200));
ensureLocalPostgres().then(() => console.log('serving', process.cwd(), process.argv.slice(2).join(' ')));
setInterval(() => {}, 1000);
`;

const write = (path: string, content: string, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
};

const ended = async (child: ChildProcess): Promise<{ code: number | null; output: string }> => {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
};

const whenPrinted = (child: ChildProcess, text: string): Promise<void> =>
  new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => String(chunk).includes(text) && resolve());
  });

/** How it ends when npm can not install. */
const notInstalledBy = (how: string) => ({
  code: 2,
  output: expect.stringMatching(
    new RegExp(`npm ${how} .*\\nThe packages of package-lock\\.json could not be installed[^]*-> .*npm ping`),
  ) as unknown,
});

describe('scripts/dev.sh', () => {
  let checkout: CheckoutFixture;
  const at = (...names: string[]): string => join(checkout.root, ...names);
  const installed = (): string => at('node_modules', '.package-lock.json');
  const bin = (): string => at('fake-bin');
  const start = (variables: Record<string, string> = {}): ChildProcess => {
    const env = { PATH: `${bin()}:${process.env.PATH}`, ...variables };
    return spawn(at('scripts', 'dev.sh'), ['--debug'], { cwd: tmpdir(), env });
  };
  const isRunning = async (): Promise<boolean> =>
    (await localPostgresStatus({ directory: checkout.directory })).running;

  beforeAll(() => {
    checkout = makeCheckout();
    checkout.setMode(0o755);
    write(at('package-lock.json'), '{}');
    write(at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), NEST);
    write(at('node_modules', '@nestjs', 'cli', 'bin', 'app.js'), APP);
    write(
      at('fake-bin', 'npm'),
      `#!/bin/sh\necho "npm $*"; [ ! -e ${at('offline')} ] && cp ${at('package-lock.json')} ${installed()}\n`,
      0o755,
    );
  });
  afterAll(async () => {
    await runModule(['src/local-postgres/cli', 'stop'], { checkout: checkout.root });
    checkout.remove();
  });

  it('installs, serves, and on a signal stops the PostgreSQL that it started, with the exit code of the server', async () => {
    const dev = start();
    const end = ended(dev);
    await whenPrinted(dev, 'serving');
    expect(await isRunning()).toBe(true);
    dev.kill('SIGTERM');
    const { code, output } = await end;
    expect(output.split('\n')).toEqual([
      expect.stringMatching(/^Installing packages/),
      'npm ci --include=dev --include=optional',
      `serving ${checkout.root} start --watch --no-shell --debug`,
      expect.stringMatching(/^Stopped the embedded PostgreSQL in /),
      '',
    ]);
    expect(code).toBe(7);
    expect(await isRunning()).toBe(false);
  });

  it('ends on a signal while nest compiles and does not hear it', async () => {
    const dev = start({ COMPILE_MS: '20000' });
    const end = ended(dev);
    await whenPrinted(dev, 'compiling');
    const asked = Date.now();
    dev.kill('SIGTERM');
    const { code, output } = await end;
    expect(output).toMatch(/^compiling\nNo embedded PostgreSQL was running in .*\n$/);
    expect(code).toBe(137);
    expect(Date.now() - asked).toBeLessThan(10_000);
  });

  it('leaves a PostgreSQL that ran before, and installs again only when package-lock.json says something else', async () => {
    await ensureInProcess(checkout.directory, { checkout: checkout.root });
    const outputs: string[] = [];
    for (const [version, signal] of [
      ['1.0.0', 'SIGINT'],
      ['1.0.0', 'SIGTERM'],
      ['2.0.0', 'SIGHUP'],
    ] as const) {
      write(at('package-lock.json'), JSON.stringify({ packages: { 'node_modules/some': { version } } }));
      const later = Date.now() / 1000 + 60;
      utimesSync(at('package-lock.json'), later, later);
      const dev = start();
      const end = ended(dev);
      await whenPrinted(dev, 'serving');
      dev.kill(signal);
      const { code, output } = await end;
      expect(code).toBe(7);
      outputs.push(output);
    }
    expect(outputs[1]).toMatch(/^serving .*\n$/);
    expect(existsSync(`${installed()}.before`)).toBe(false);
    expect(outputs[2]).toMatch(/^Installing .*\nnpm install --no-save .*\nserving .*\n$/);
    expect(await isRunning()).toBe(true);
  });

  it('keeps what is installed when the registry can not be reached, and says what helps', async () => {
    write(at('package-lock.json'), JSON.stringify({ packages: { 'node_modules/some': { version: '3.0.0' } } }));
    write(installed(), '{}');
    write(at('offline'), '');
    try {
      expect(await ended(start())).toEqual(notInstalledBy('install --no-save'));
      expect(existsSync(installed())).toBe(true);
      rmSync(installed());
      expect(await ended(start())).toEqual(notInstalledBy('ci'));
    } finally {
      write(installed(), '{}');
      rmSync(at('offline'));
    }
  });

  it('refuses a second one in the same checkout, under whose app it would remove dist, and passes over a file that a kill left', async () => {
    write(at('.dev.pid'), String(process.pid));
    const dev = start();
    const end = ended(dev);
    await whenPrinted(dev, 'serving');
    expect(await ended(start())).toEqual({
      code: 2,
      output: expect.stringMatching(
        new RegExp(
          String.raw`^scripts/dev\.sh runs in this checkout already \(pid ${dev.pid}\)[^]*-> .*kill ${dev.pid}\n`,
        ),
      ) as unknown,
    });
    expect(await isRunning()).toBe(true);
    dev.kill('SIGINT');
    expect((await end).code).toBe(7);
    expect(existsSync(at('.dev.pid'))).toBe(false);
  });

  (process.getuid?.() === 0 ? describe : describe.skip)('under root', () => {
    it('says that it may not write, before it begins', async () => {
      const nobody = { uid: 65_534, gid: 65_534 };
      const env = { PATH: `${bin()}:${process.env.PATH}` };
      expect(await ended(spawn(at('scripts', 'dev.sh'), { cwd: tmpdir(), env, ...nobody }))).toEqual({
        code: 2,
        output: expect.stringMatching(/ can not be written by this user \(uid 65534\)[^]*\n {2}-> .*chown/) as unknown,
      });
    });
  });

  it('says which Node it needs', async () => {
    const version = String.raw`Object.defineProperty(process, 'versions', { value: { node: '$NODE_VERSION' } });`;
    write(
      at('fake-bin', 'node'),
      `#!/bin/sh\n[ "$1" = --version ] && echo "v$NODE_VERSION" && exit 0\n[ "$1" = -e ] && exec ${process.execPath} -e "${version} $2"\nexit 1\n`,
      0o755,
    );
    write(at('offline'), '');
    try {
      for (const NODE_VERSION of ['18.20.0', '20.18.3'])
        expect(await ended(start({ NODE_VERSION }))).toEqual({
          code: 2,
          output: `Node v${NODE_VERSION} is too old. Install Node 20.19 or newer: https://nodejs.org\n`,
        });
      for (const NODE_VERSION of ['20.19.0', '21.0.0'])
        expect((await ended(start({ NODE_VERSION }))).output).toMatch(/^Installing packages/);
    } finally {
      for (const name of [at('fake-bin', 'node'), at('offline')]) rmSync(name);
    }
  });
});

/** Prints what the document of the API has of a property, as `nest start` compiles it. */
const DESCRIBED_APP = {
  'kind.enum.ts': "export enum Kind { Dog = 'dog' }",
  'kind.dto.ts': "import { Kind } from './kind.enum';\nexport class KindDto { kind: Kind; }\nconst later = 1;",
  // As `nest g resource` leaves it.
  'kinds.service.ts': 'export class KindsService { findOne(id: string) {} }',
  'main.ts': `import 'reflect-metadata';
import { KindDto } from './kind.dto';
type Described = { _OPENAPI_METADATA_FACTORY(): { kind: { enum: object } } };
console.log('serving', JSON.stringify((KindDto as unknown as Described)._OPENAPI_METADATA_FACTORY().kind.enum));
process.once('SIGTERM', () => process.exit(7));
setInterval(() => {}, 1000);
`,
};

describe('scripts/dev.sh with the real nest', () => {
  it('serves from a path with blanks and letters that are not ASCII what has unused parts, and passes a signal on', async () => {
    const checkout = makeCheckout({ withPostgres: false });
    const root = join(dirname(checkout.root), 'mein Projekt für Tiere');
    const at = (...names: string[]): string => join(root, ...names);
    renameSync(checkout.root, root);
    try {
      for (const name of ['@nestjs', '@types', 'reflect-metadata', 'typescript'])
        symlinkSync(join(CHECKOUT, 'node_modules', name), at('node_modules', name));
      for (const path of ['package-lock.json', 'node_modules/.package-lock.json']) write(at(path), '{}');
      for (const path of ['nest-cli.json', 'tsconfig.build.json']) cpSync(join(CHECKOUT, path), at(path));
      rmSync(at('test'), { recursive: true });
      for (const [name, content] of Object.entries(DESCRIBED_APP)) write(at('src', name), content);
      const dev = spawn(at('scripts', 'dev.sh'), { cwd: tmpdir(), env: { PATH: process.env.PATH } });
      const end = ended(dev);
      await Promise.race([...['serving', 'MODULE_NOT_FOUND', 'error TS'].map((text) => whenPrinted(dev, text)), end]);
      dev.kill('SIGTERM');
      const { code, output } = await end;
      expect(output).toContain('serving {"Dog":"dog"}');
      expect(code).toBe(7);
    } finally {
      checkout.remove();
    }
  });
});
