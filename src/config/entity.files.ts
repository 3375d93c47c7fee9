import { join, relative } from 'node:path';
import { Logger } from '@nestjs/common';
import { type DataSource, EntitySchema } from 'typeorm';

/** The checkout, or the dist that was built of it. */
const ROOT = join(__dirname, '..', '..');
const ENTITY_FILE = /\.entity\.[jt]s$/;

const isClass = (value: unknown): value is new () => object => typeof value === 'function';

/** Entities, what they extend, and what they embed. */
const mappedClasses = ({ entityMetadatas }: DataSource): ReadonlySet<unknown> =>
  new Set(
    entityMetadatas.flatMap(({ inheritanceTree, allEmbeddeds }) => [
      ...inheritanceTree,
      ...allEmbeddeds.map(({ type }) => type),
    ]),
  );

/**
 * Warns of each `*.entity.ts` that gave TypeORM nothing, which passes over it without a word: its class is not exported, or
 * lacks `@Entity()`.
 * @returns the DataSource
 */
export function warnOfIdleEntityFiles(dataSource: DataSource): DataSource {
  const mapped = mappedClasses(dataSource);
  for (const { filename, exports } of Object.values(require.cache).filter((module) => module !== undefined)) {
    const path = relative(ROOT, filename);
    if (!ENTITY_FILE.test(path) || !path.startsWith('src')) continue;
    const exported = Object.values(exports as object);
    if (exported.some((value) => mapped.has(value) || value instanceof EntitySchema)) continue;
    const found = exported.filter(isClass).map(({ name }) => `${name} without @Entity()`);
    new Logger('Entities').warn(
      `${path.replace(/js$/, 'ts')} makes no table: found ${found.join(', ') || 'no exported class'}, expected an exported class with @Entity().`,
    );
  }
  return dataSource;
}
