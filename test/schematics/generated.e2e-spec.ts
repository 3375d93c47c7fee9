import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { CheckoutCopy } from './checkout.copy';
import { changesOf, checkoutTree, generate } from './support';

/** Every type, every mark, both kinds of relations with and without the other side. */
const VISIT = [
  'reason:string(80)! notes:text? at:timestamp# day:date cost:decimal(6,2) kind:enum(check-up,surgery)',
  'urgent:boolean score:float? count:int ref:uuid? details:json?',
  'pet:belongsTo(Pet.visits) vets:manyToMany(User) previous:belongsTo(Visit.next)?',
].join(' ');

/** An entity first, and what serves it later. */
const CLINIC =
  'city:string(30)! beds:int? kind:enum(day,night)? price:decimal(6,2) head:belongsTo(User)? vets:manyToMany(User)';

/** The guide's own example, but for a name that is free. */
const HORSE =
  'name:string breed:string? gender:enum(male,female,unknown) born:date weight:decimal(5,2) owner:belongsTo(User) tags:manyToMany(Tag)';

/** By the generators themselves: Nest's CLI takes two processes for each. */
const IN_PROCESS = [
  ['feature', { name: 'tag', type: 'label:string(40)!' }],
  ['feature', { name: 'visit', type: VISIT }],
  ['entity', { name: 'clinic', type: CLINIC }],
  ['seeder', { name: 'clinic' }],
  ['feature', { name: 'clinic' }],
] as const;

describe("what is generated into this checkout by Nest's CLI", () => {
  let copy: CheckoutCopy;
  let database: TestDatabase;
  const files = () => readdirSync(join(copy.directory, 'src'), { recursive: true }).length;

  beforeAll(async () => {
    copy = new CheckoutCopy();
    database = await createEmptyDatabase();
  });

  afterAll(async () => {
    copy?.remove();
    await database?.drop();
  });

  it('is nothing, and says why, where a field can not be read', () => {
    const before = files();
    const { output } = copy.nest('g', 'feature', 'tag', '--type', 'label:strnig');
    expect(output).toContain('There is no type "strnig"');
    expect(output).toContain('  label:strnig\n        ^');
    expect(files()).toBe(before);
  });

  it("is there, beside what Nest's own schematics make", async () => {
    let tree = checkoutTree();
    for (const [name, options] of IN_PROCESS) ({ tree } = await generate(name, options, tree));
    const changed = changesOf(checkoutTree(), tree);
    expect(changed).toEqual(
      expect.arrayContaining(['/src/app.module.ts', '/src/pets/pet.entity.ts', '/src/clinics/clinics.seeder.ts']),
    );
    for (const path of changed) copy.write(path, tree.readText(path));
    expect(copy.nest('g', 'feature', 'horse', '--type', HORSE).output).toContain('CREATE test/app/horses.e2e-spec.ts');
    expect(copy.nest('g', 'migration', 'AddClinics').output).toMatch(/CREATE migrations\/\d{13}-AddClinics.ts/);
    expect(copy.nest('g', 'service', 'mail').output).toContain('CREATE src/mail/mail.service.ts');
    expect(readFileSync(join(copy.directory, 'src/app.module.ts'), 'utf8')).toContain('MailService');
  }, 120_000);

  it('passes the compiler, the linters and the formatter', () => {
    const generated = copy.generated();
    expect(generated).toEqual(expect.arrayContaining(['src/app.module.ts', 'src/horses/horse.entity.ts']));
    expect(copy.typeFaults()).toEqual([]);
    expect(copy.run('oxlint/bin/oxlint', ['--deny-warnings', '--disable-nested-config', ...generated])).toMatchObject({
      code: 0,
    });
    expect(copy.run('prettier/bin/prettier.cjs', ['--check', ...generated])).toMatchObject({ code: 0 });
    // Packages lie outside of the copy, so rules about them do not count.
    const rooms = ['src', 'ormconfig.ts', '--config', '--exclude', '^src/(database-lifecycle|local-postgres)/.'];
    const { output } = copy.run('dependency-cruiser/bin/dependency-cruise.mjs', rooms);
    expect(output).toContain('dependencies cruised');
    expect(output).not.toMatch(/no-circular|no-orphans/);
  }, 180_000);

  it('boots: its tables are new, made, and filled with sample data', async () => {
    const log = await copy.boot(database.url);
    const [, tables = ''] = /🆕 New tables to create: (.*)/.exec(log) ?? [];
    expect(tables.split(', ').toSorted()).toEqual([
      'clinics',
      'clinics_vets',
      'horses',
      'horses_tags',
      'pets',
      'tags',
      'users',
      'visits',
      'visits_vets',
    ]);
    expect(log).toContain('Listening on');
    const rows = await database.query(
      `SELECT (SELECT count(*)::int FROM visits) AS visits, (SELECT count(*)::int FROM tags) AS tags,
              (SELECT count(*)::int FROM horses) AS horses, (SELECT count(*)::int FROM clinics) AS clinics`,
    );
    expect(rows).toEqual([{ visits: 6, tags: 6, horses: 6, clinics: 6 }]);
    expect(await copy.boot(database.url)).not.toContain('New tables to create');
  }, 120_000);

  it('passes its own specs, and once its tables are in a migration those that were there before', () => {
    const generate = ['src/cli', 'migration:generate', 'AddFeatures'];
    expect(copy.script('scripts/run.js', generate, { DATABASE_URL: database.url }).output).toContain('✅ Wrote');
    const own = ['tags', 'visits', 'horses', 'clinics'];
    const before = ['users', 'pets', 'migrations', 'platform'];
    const specs = [...own, ...before].map((name) => `test/app/${name}.e2e-spec.ts`);
    const { code, output } = copy.run('jest/bin/jest.js', ['--maxWorkers=1', ...specs, 'src/.*/dto/create-']);
    expect(output).toMatch(/Test Suites: 12 passed, 12 total/);
    expect(code).toBe(0);
  }, 300_000);
});
