import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate, plainApp } from '../schematics/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { consumingApp, type Answer, type ConsumingApp } from './support/consuming.app';
import { packModule, ROOT, type PackedModule } from './support/packed.module';

/** What the generated code and Nest's own template of an app want. */
const NEEDED = [
  '@nestjs/swagger',
  'class-validator',
  'class-transformer',
  '@nestjs/testing',
  'supertest',
  '@types/supertest',
  '@types/jest',
  '@types/express',
];

const GENERATED = [
  ['nest-add', {}],
  ['feature', { name: 'owner', type: 'email:string! mentor:belongsTo(Owner.students)?' }],
  ['feature', { name: 'tag', type: 'label:string' }],
  [
    'feature',
    { name: 'pet', type: 'name:string kind:enum(dog,cat) owner:belongsTo(Owner.pets) tags:manyToMany(Tag.pets)' },
  ],
] as const;

/** As an app of its own would have it, with this checkout's programs. */
const JEST = `const at = (name) => require.resolve(name, { paths: [${JSON.stringify(ROOT)}] });
const { transform, transformIgnorePatterns, testRegex } = require(${JSON.stringify(join(ROOT, 'jest.config.js'))});
const program = ([files, words]) => [files, typeof words === 'string' ? at(words) : [at(words[0]), words[1]]];
module.exports = {
  testRegex,
  testTimeout: 60_000,
  transform: Object.fromEntries(Object.entries(transform).map(program)),
  transformIgnorePatterns,
};
`;

const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'ES2023',
    esModuleInterop: true,
    isolatedModules: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node', 'jest'],
  },
  include: ['src', 'test'],
};

describe('what is generated into an app that has the module installed, with its specs', () => {
  let packed: PackedModule;
  let app: ConsumingApp;
  let database: TestDatabase;

  const run = (program: string, ...args: string[]): Answer =>
    app.node([join(ROOT, 'node_modules', program), ...args], { DATABASE_URL: database.url, NODE_ENV: 'test' });

  beforeAll(async () => {
    packed = await packModule();
    app = consumingApp(packed, 'generated-specs', { commonJs: true, optional: true });
    for (const name of NEEDED) {
      const place = join(app.directory, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), place);
    }
    let tree = plainApp();
    for (const [name, options] of GENERATED) ({ tree } = await generate(name, options, tree));
    for (const path of tree.files.filter((file) => /^\/(src|test)\//.test(file))) app.write(path, tree.readText(path));
    app.write('jest.config.js', JEST);
    app.write('tsconfig.json', JSON.stringify(TSCONFIG));
    for (const name of ['.oxlintrc.json', '.prettierrc']) cpSync(join(ROOT, name), join(app.directory, name));
    database = await createEmptyDatabase();
  }, 240_000);

  afterAll(async () => {
    packed?.remove();
    await database?.drop();
  });

  it('passes the compiler, the linter and the formatter', () => {
    expect(run('typescript/bin/tsc')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(run('oxlint/bin/oxlint', '--deny-warnings', 'src', 'test')).toMatchObject({ code: 0 });
    expect(run('prettier/bin/prettier.cjs', '--check', 'src', 'test')).toMatchObject({ code: 0 });
  }, 120_000);

  it("passes, and leaves the developer's own database as it is", async () => {
    const { code, stderr } = run('jest/bin/jest.js', '--maxWorkers=1', '--forceExit');
    expect(stderr).toMatch(/Test Suites: 6 passed, 6 total/);
    expect(code).toBe(0);
    expect(await database.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([]);
  }, 240_000);
});
