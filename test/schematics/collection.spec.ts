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

  /** This app's catches everything, which is for the app to decide; another one's may have filters of its own. */
  const OWN = 'database-error.filter.ts.template';

  it('brings the same shared files to other apps as this one has', () => {
    for (const name of readdirSync(join(ROOM, 'shared')).filter((file) => file !== OWN))
      expect(readFileSync(join(ROOM, 'shared', name), 'utf8')).toBe(
        readFileSync(join(ROOT, 'src', 'common', name.replace('.template', '')), 'utf8'),
      );
  });
});
