import { Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, UnitTestTree } from '@angular-devkit/schematics/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';

// The spinner of a task that no test runs; its packages are ES modules within packages, which Jest can not load.
jest.mock('ora', () => ({}));

const COLLECTION = join(ROOT, 'src', 'database-lifecycle', 'schematics', 'collection.json');

const CHECKOUT = [
  'package.json',
  'tsconfig.json',
  'nest-cli.json',
  'src/app.module.ts',
  'src/database-lifecycle/index.ts',
  'test/app/support/test-app.ts',
  'test/support/test-database.ts',
  ...['common', 'users', 'pets'].flatMap((room) =>
    readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `src/${room}/${name}`),
  ),
];

const treeOf = (files: Readonly<Record<string, string>>): UnitTestTree => {
  const tree = new UnitTestTree(Tree.empty());
  for (const [path, text] of Object.entries(files)) tree.create(path, text);
  return tree;
};

/** This checkout, as far as a generator looks at it. */
export const checkoutTree = (): UnitTestTree =>
  treeOf(Object.fromEntries(CHECKOUT.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])));

export const PLAIN_MODULE = `import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

@Module({
  imports: [TypeOrmModule.forRoot({ type: 'postgres', url: process.env.DATABASE_URL!, autoLoadEntities: true })],
})
export class AppModule {}
`;

/** An app that has the package and nothing of this checkout. */
export const plainApp = (files: Readonly<Record<string, string>> = {}): UnitTestTree =>
  treeOf({
    'package.json': JSON.stringify({
      name: 'shop',
      scripts: { build: 'nest build' },
      dependencies: {
        '@nestjs/swagger': '1',
        'class-validator': '1',
        'class-transformer': '1',
        '@faker-js/faker': '1',
      },
    }),
    'tsconfig.json': '{ "compilerOptions": { /* strict */ "strict": true } }',
    'src/app.module.ts': PLAIN_MODULE,
    ...files,
  });

export interface Generated {
  readonly tree: UnitTestTree;
  readonly log: readonly string[];
}

/** Runs one as Nest's CLI would. */
export async function generate(name: string, options: object, tree: UnitTestTree): Promise<Generated> {
  const runner = new SchematicTestRunner('nest-database-lifecycle', COLLECTION);
  const log: string[] = [];
  runner.logger.subscribe(({ message }) => log.push(message));
  return { tree: await runner.runSchematic(name, { sourceRoot: 'src', ...options }, tree), log };
}

/** The files that differ, by path. */
export const changesOf = (before: UnitTestTree, after: UnitTestTree): string[] =>
  after.files.filter((path) => !before.exists(path) || before.readText(path) !== after.readText(path)).toSorted();
