import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { consumingApp, type ConsumingApp } from './support/consuming.app';
import { packModule, type PackedModule } from './support/packed.module';
import { installPinned } from './support/pinned.install';
import { VITEST_SOURCES } from './support/vitest.sources';

/** In a directory of its own, so that the checkout need not have it. */
const { directory, missing } = installPinned('vitest');
if (missing) process.stderr.write(`Skipped test/package under Vitest: ${missing}\n`);

(missing ? describe.skip : describe)('the testing helpers of the packed module, under Vitest', () => {
  let packed: PackedModule;
  let app: ConsumingApp;
  let database: TestDatabase;

  beforeAll(async () => {
    packed = await packModule();
    app = consumingApp(packed, 'vitest-app', { commonJs: false });
    // Node looks in there as well.
    symlinkSync(join(directory, 'node_modules'), join(packed.home, 'node_modules'));
    app.build(VITEST_SOURCES);
    database = await createEmptyDatabase();
  }, 180_000);

  afterAll(async () => {
    packed?.remove();
    await database?.drop();
  });

  const vitest = (...files: string[]): { readonly code: number | null; readonly output: string } => {
    const args = ['../node_modules/vitest/vitest.mjs', 'run', '--testTimeout=60000', ...files];
    const { code, stdout, stderr } = app.node(args, { DATABASE_URL: database.url });
    return { code, output: stripVTControlCharacters(stdout + stderr) };
  };

  it('pass where all is well, in several workers at once', () => {
    const { code, output } = vitest('dist/one', 'dist/other', 'dist/right');
    expect(output).toMatch(/Test Files +3 passed/);
    expect(output).toMatch(/Tests +5 passed/);
    expect(code).toBe(0);
  }, 120_000);

  it('fail with a message that says what is wrong', () => {
    const { code, output } = vitest('dist/wrong');
    expect(output).toMatch(/Tests +3 failed/);
    expect(output).toContain('No migrations found');
    expect(output).toContain('❌ Forgetful1764000000001: down() does not undo what up() did');
    expect(output).toContain('Seeder "pets" is not idempotent');
    expect(code).toBe(1);
  }, 120_000);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));
