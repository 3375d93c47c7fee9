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
