import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT, runModule, type Outcome } from './processes';

const SOURCE = `
import 'reflect-metadata';
const mark = (target: object): void => void Reflect.getMetadata('design:paramtypes', target);
class Dependency {}
@mark
class Service { constructor(readonly dependency: Dependency) {} }
async function main(): Promise<void> {
  const esModule = await import('@nestjs/common');
  const types = Reflect.getMetadata('design:paramtypes', Service) as { name: string }[];
  console.log('sources', types[0].name, typeof esModule.Injectable, process.argv.slice(2).join());
}
void main();
`;

describe('scripts/run.js', () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const run = (env: NodeJS.ProcessEnv = {}, args = ['src/hello', 'a', '--b']): Promise<Outcome> =>
    runModule(args, { checkout: root, cwd: tmpdir(), env });

  beforeAll(() => {
    mkdirSync(join(root, 'src'));
    mkdirSync(join(root, 'dist', 'src'), { recursive: true });
    cpSync(join(CHECKOUT, 'scripts'), join(root, 'scripts'), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'src', 'hello.ts'), SOURCE);
    writeFileSync(join(root, 'dist', 'src', 'hello.js'), `console.log('dist', process.argv.slice(2).join());`);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('runs the sources in a development checkout, with decorator metadata and dynamic imports, never a stale dist', async () => {
    expect(await run()).toEqual({ code: 0, stdout: 'sources Dependency function a,--b\n', stderr: '' });
    expect((await run({ ENVIRONMENT: 'test' })).stdout).toMatch(/^sources /);
  });

  it.each([
    { ENVIRONMENT: 'production' },
    { NODE_ENV: ' production ' },
    { ENVIRONMENT: 'test', NODE_ENV: 'production' },
  ])('runs dist under %j', async (env) => {
    expect(await run(env)).toEqual({ code: 0, stdout: 'dist a,--b\n', stderr: '' });
  });

  it('runs dist where no development dependency is installed', async () => {
    rmSync(join(root, 'node_modules'));
    try {
      expect((await run()).stdout).toBe('dist a,--b\n');
    } finally {
      symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'node_modules'));
    }
  });

  it('says how to build in production when that is missing', async () => {
    const { code, stderr } = await run({ ENVIRONMENT: 'production' }, ['src/other']);
    expect(code).toBe(2);
    expect(stderr).toBe(`${join(root, 'dist', 'src', 'other')} was not found. Build it first: npm run build\n`);
  });

  it('tells its usage', async () => {
    expect(await run({}, [])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Usage: /) as string });
  });
});

describe('scripts/installed.js', () => {
  const root = mkdtempSync(join(tmpdir(), 'installed-'));
  const one = { version: '1.0.0', integrity: 'sha512-a' };
  const had = { 'node_modules/one': one };
  const locked = { '': { name: 'app' }, ...had };

  beforeAll(() => mkdirSync(join(root, 'node_modules')));
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['the same', locked, had, 0],
    ['one less', locked, {}, 1],
    ['one more', locked, { ...had, 'node_modules/two': one }, 1],
    ['another version', locked, { 'node_modules/one': { ...one, version: '1.0.1' } }, 1],
    ['another content', locked, { 'node_modules/one': { ...one, integrity: 'sha512-b' } }, 1],
    ['less of what is for other platforms', { ...locked, 'node_modules/two': { ...one, optional: true } }, had, 0],
    ['less of what is optional', { ...locked, 'node_modules/two': { ...one, devOptional: true } }, had, 0],
    ['no packages at all', undefined, undefined, 0],
  ])('with %s', (_, wanted, found, code) => {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: found }));
    const script = join(CHECKOUT, 'scripts/installed.js');
    expect(spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8' })).toMatchObject({
      status: code,
      stderr: '',
    });
  });

  it('with what is no JSON says nothing, as npm does', () => {
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{');
    const script = join(CHECKOUT, 'scripts/installed.js');
    expect(spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8' })).toMatchObject({
      status: 1,
      stderr: '',
    });
  });
});
