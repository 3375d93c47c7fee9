import type { DirEntry, Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { entitiesIn, type EntityClass } from '../source/entity.class';
import { seedersIn, type SeederClass } from '../source/seeder.class';

function* filesBelow(directory: DirEntry): Generator<string> {
  for (const name of directory.subfiles) yield posix.join(directory.path, name);
  for (const name of directory.subdirs) if (name !== 'node_modules') yield* filesBelow(directory.dir(name));
}

/** The app's own TypeScript files, without specs and declarations. */
export function* sourceFiles(tree: Tree, root: string): Generator<string> {
  for (const path of filesBelow(tree.getDir(root))) if (/(?<!\.spec|\.e2e-spec|\.d)\.ts$/.test(path)) yield path;
}

/** Reads only files that mention the word, since parsing is what costs. */
function* filesWith(tree: Tree, root: string, word: string): Generator<[path: string, text: string]> {
  for (const path of sourceFiles(tree, root)) {
    const text = tree.readText(path);
    if (text.includes(word)) yield [path, text];
  }
}

export const entitiesOf = (tree: Tree, root: string): EntityClass[] =>
  [...filesWith(tree, root, '@Entity(')]
    .flatMap(([path, text]) => entitiesIn(path, text))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));

export const seedersOf = (tree: Tree, root: string): SeederClass[] =>
  [...filesWith(tree, root, '@Seeder(')].flatMap(([path, text]) => seedersIn(path, text));

/** The module to register in: of this directory or the nearest one above. */
export function nearestModule(tree: Tree, directory: string): string | undefined {
  for (let place = directory; ; place = posix.dirname(place)) {
    const found = tree.getDir(place).subfiles.find((name) => name.endsWith('.module.ts'));
    if (found !== undefined) return posix.join(place, found);
    if (place === posix.dirname(place)) return undefined;
  }
}
