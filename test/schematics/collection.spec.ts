import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';
import { checkoutTree, generate } from './support';

interface Collection {
  readonly extends: readonly string[];
  readonly schematics: Readonly<Record<string, { readonly factory: string; readonly schema: string }>>;
}

const ROOM = join(ROOT, 'src', 'database-lifecycle', 'schematics');
const readCollection = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Collection;

const schemas = (directory: string, { schematics }: Collection) =>
  Object.values(schematics).map(({ schema }) => join(directory, schema));

/** All but the paths of files. */
const alike = (collection: Collection) =>
  JSON.stringify(collection)
    .replaceAll(/"\.[^"#]*\/(index|factories\.js)#/g, '"#')
    .replaceAll(/"schema":"[^"]*"/g, '');

describe('a generator without a usable name', () => {
  // As Nest's CLI hands them on: a number as a number, and an empty word as 0.
  it.each([
    ['feature', {}, 'nest g feature needs a name that begins with a letter, found none.'],
    ['feature', { name: 123 }, 'found "123".'],
    ['feature', { name: '9lives' }, 'found "9lives".'],
    ['feature', { name: 0 }, 'found an empty one or 0.'],
    ['feature', { name: 'clinic/..' }, 'found "clinic/..".'],
    ['feature', { name: 'straße' }, 'takes a name of the letters a to z and digits, found "ß" in "straße".'],
    ['migration', { name: 'AddGröße' }, 'found "ö" in "AddGröße".\n  -> For example: nest g migration AddBreed'],
    ['entity', { name: true }, 'For example: nest g entity pet'],
    ['seeder', {}, 'For example: nest g seeder pet'],
    ['migration', {}, 'For example: nest g migration AddBreed'],
    ['migration', { name: 123 }, 'nest g migration needs a name'],
    ['feature', { name: 'vet', type: 0 }, 'For example: nest g feature vet --type "name:string'],
    ['entity', { name: 'vet', type: true }, '--type has no fields, expected such as name:string'],
    ['feature', { name: '../evil', type: 'name:string' }, '"../evil" is outside of src'],
    ['entity', { name: 'a/../../evil' }, 'For example: nest g entity evil'],
    ['entity', { name: 'evil', path: '../lib' }, '"../lib/evil" is outside of src'],
  ])('nest g %s with %j says what it needs', async (schematic, options, says) => {
    await expect(generate(schematic, options, checkoutTree())).rejects.toThrow(says);
  });

  it('takes a directory of the sources, however it is written', async () => {
    const { tree } = await generate('entity', { name: 'clinic/../vet', type: 'name:string' }, checkoutTree());
    expect(tree.exists('/src/vets/vet.entity.ts')).toBe(true);
  });
});

describe('the collection', () => {
  it("of the checkout is the package's, but for where its files are", () => {
    const own = readCollection(join(ROOM, 'collection.json'));
    const checkout = readCollection(join(ROOT, 'scripts', 'schematics', 'collection.json'));
    expect(schemas(join(ROOT, 'scripts', 'schematics'), checkout)).toEqual(schemas(ROOM, own));
    expect(schemas(ROOM, own).filter((path) => !existsSync(path))).toEqual([]);
    expect(alike(checkout)).toBe(alike(own));
  });

  it("has Nest's own schematics as well", async () => {
    const { tree } = await generate('resource', { name: 'vets', type: 'rest', crud: true }, checkoutTree());
    expect(tree.exists('/src/vets/vets.controller.ts')).toBe(true);
    const { tree: aliased } = await generate('s', { name: 'vets' }, checkoutTree());
    expect(aliased.exists('/src/vets/vets.service.ts')).toBe(true);
  });

  /**
   * This app's filter catches everything, which is for the app to decide; another one's may have filters of its own. No
   * entity of this app has a time that a client sets.
   */
  const OTHERWISE = new Set(['database-error.filter.ts.template', 'instant.decorator.ts.template']);

  it('brings the same shared files to other apps as this one has', () => {
    for (const name of readdirSync(join(ROOM, 'shared')).filter((file) => !OTHERWISE.has(file)))
      expect(readFileSync(join(ROOM, 'shared', name), 'utf8')).toBe(
        readFileSync(join(ROOT, 'src', 'common', name.replace('.template', '')), 'utf8'),
      );
  });
});
