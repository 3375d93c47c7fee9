import type { TrashManifest } from '../interfaces/trash.interface';
import { MANIFEST_MARK, parseManifest, trashOwner, writeManifest } from './manifest';

const NAME = 'trash_20261124_183012';
const manifest: TrashManifest = {
  version: 1,
  owner: trashOwner({ schema: 'public', name: 'migrations' }),
  at: '2026-11-24T18:30:12.123456Z',
  cause: 'reset',
  host: 'here',
  application: '1.2.3',
  places: [
    { home: 'public', trash: NAME },
    { home: 'shop "x"', trash: `${NAME}_2` },
  ],
  relations: [{ schema: 'public', name: `it's "odd"`, relkind: 'r', managed: true }],
  types: [{ schema: 'shop "x"', name: 'size' }],
  constraints: [
    {
      schema: 'public',
      table: 'toys',
      name: 'fk',
      definition: 'FOREIGN KEY (a) REFERENCES public.b(c)',
      comment: null,
    },
  ],
  staying: ['function f()'],
  metadata: null,
  migrations: [{ id: '1', name: null }],
  seeding: [
    { event: 'create', name: 'public.pets' },
    { event: 'seed', name: 'pets', content: 'ab' },
  ],
};

it('tells the owner as earlier releases did, whose trashes are to be restored', () => {
  expect(manifest.owner).toBe('9807fd4cc4381ac9dc9564b89568514d');
});

/** The manifest's text after a change to what it says. */
const changed = (
  change: (document: Record<'places' | 'relations' | 'types', object[]> & { staying?: object[] }) => void,
): string => {
  const document = JSON.parse(writeManifest(manifest)) as Parameters<typeof change>[0];
  change(document);
  return JSON.stringify(document);
};

describe('parseManifest', () => {
  it('reads what was written', () => {
    const text = writeManifest(manifest);
    expect(text.startsWith(`${MANIFEST_MARK}${manifest.owner}"`)).toBe(true);
    expect(parseManifest(text, NAME)).toEqual(manifest);
  });

  it('does without the version of an app that is not known', () => {
    const { application: _, ...anonymous } = manifest;
    expect(parseManifest(writeManifest(anonymous), NAME)).toEqual(anonymous);
  });

  it.each<[string, string, string | RegExp]>([
    ['no JSON', 'a comment', /JSON/],
    ['a text', '"trash"', 'manifest is not an object'],
    ['another version', changed((m) => Object.assign(m, { version: 2 })), 'manifest.version is not one of 1'],
    ['an unknown key', changed((m) => Object.assign(m, { more: 1 })), 'manifest.more is not known here'],
    ['a lost key', changed((m) => delete m.staying), 'manifest.staying is not a list'],
    ['another cause', changed((m) => Object.assign(m, { cause: 'x' })), 'manifest.cause is not one of reset, restore'],
    ['no time', changed((m) => Object.assign(m, { at: 'now' })), 'at is no time'],
    [
      'a name that is none',
      changed(({ types }) => Object.assign(types[0]!, { name: '' })),
      'manifest.types[0].name is not a name',
    ],
    [
      'a kind of relation that is never set aside',
      changed(({ relations }) => Object.assign(relations[0]!, { relkind: 'S' })),
      'manifest.relations[0].relkind',
    ],
    [
      'a relation without a place',
      changed(({ relations }) => Object.assign(relations[0]!, { schema: 'pg_catalog' })),
      'has no place',
    ],
    [
      'a place named twice',
      changed(({ places }) => Object.assign(places[1]!, { home: 'public' })),
      'a place is named twice',
    ],
    [
      'a place that is not of the trash',
      changed(({ places }) => Object.assign(places[1]!, { trash: 'pg_catalog' })),
      'pg_catalog is no schema of the trash',
    ],
    [
      'a home that is the trash',
      changed(({ places }) => Object.assign(places[1]!, { home: NAME })),
      'is named as home and as trash',
    ],
    [
      'a row that is none',
      changed((m) => Object.assign(m, { migrations: ['x'] })),
      'manifest.migrations[0] is not an object',
    ],
    [
      'a row of numbers',
      changed((m) => Object.assign(m, { migrations: [{ id: 1 }] })),
      'manifest.migrations[0].id is not a text',
    ],
  ])('refuses %s', (_, text, why) => expect(() => parseManifest(text, NAME)).toThrow(why));

  it('refuses the manifest of another schema, whose trash is elsewhere', () => {
    expect(() => parseManifest(writeManifest(manifest), 'trash_renamed')).toThrow(`it belongs to schema ${NAME}`);
  });
});
