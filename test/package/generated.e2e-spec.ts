import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate, plainApp } from '../schematics/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { consumingApp, type ConsumingApp } from './support/consuming.app';
import { packModule, ROOT, type PackedModule } from './support/packed.module';

const NEEDED = ['@nestjs/swagger', 'class-validator', 'class-transformer'];

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule, { abortOnError: false });
await app.listen(0, '127.0.0.1');
const answer = await fetch(\`\${await app.getUrl()}/pets?limit=1\`);
console.log(answer.status, JSON.stringify(await answer.json()));
await app.close();
`;

/** Both sides of each relation, so that files would load in a circle if they were not written with care. */
const GENERATED = [
  ['nest-add', {}],
  ['feature', { name: 'owner', type: 'email:string! mentor:belongsTo(Owner.students)?' }],
  ['entity', { name: 'tag', type: 'label:string' }],
  ['feature', { name: 'tag' }],
  [
    'feature',
    { name: 'pet', type: 'name:string kind:enum(dog,cat) owner:belongsTo(Owner.pets) tags:manyToMany(Tag.pets)' },
  ],
] as const;

describe('what is generated into an app of ES modules that has the module installed', () => {
  let packed: PackedModule;
  let app: ConsumingApp;
  let database: TestDatabase;

  beforeAll(async () => {
    packed = await packModule();
    app = consumingApp(packed, 'generated-esm', { commonJs: false, optional: true });
    for (const name of NEEDED) {
      const place = join(app.directory, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), place);
    }
    let tree = plainApp();
    const manifest = JSON.parse(tree.readText('/package.json')) as object;
    tree.overwrite('/package.json', JSON.stringify({ ...manifest, type: 'module' }));
    for (const [name, options] of GENERATED) ({ tree } = await generate(name, { spec: false, ...options }, tree));
    const sources = tree.files.filter((path) => path.startsWith('/src/'));
    app.build(Object.fromEntries(sources.map((path) => [path.slice('/src/'.length), tree.readText(path)])));
    app.build({ 'main.ts': MAIN });
    database = await createEmptyDatabase();
  }, 240_000);

  afterAll(async () => {
    packed?.remove();
    await database?.drop();
  });

  it('boots: its tables are made and filled with sample data, and its API answers', async () => {
    const { code, stdout, stderr } = app.node(['dist/main.js'], { DATABASE_URL: database.url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/🆕 New tables to create: .*pets/);
    expect(stdout).toMatch(/^200 \{"items":\[\{.*"totalItems":6/m);
    const rows = await database.query(
      `SELECT (SELECT count(*)::int FROM pets) AS pets, (SELECT count(*)::int FROM owners) AS owners,
              (SELECT count(*)::int FROM tags) AS tags`,
    );
    expect(rows).toEqual([{ pets: 6, owners: 6, tags: 6 }]);
  }, 120_000);
});
