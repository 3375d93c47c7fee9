import { relative } from 'node:path';
import { Logger } from '@nestjs/common';
import { type DataSource, EntitySchema } from 'typeorm';
import { ROOT } from './living.files';

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
  const warnings = Object.values(require.cache).flatMap((module) => {
    const path = module ? relative(ROOT, module.filename) : '';
    if (!ENTITY_FILE.test(path) || !path.startsWith('src')) return [];
    const exported = Object.values(module!.exports as object);
    if (exported.some((value) => mapped.has(value) || value instanceof EntitySchema)) return [];
    const found = exported.filter(isClass).map(({ name }) => `${name} without @Entity()`);
    return `${path.replace(/js$/, 'ts')} makes no table: found ${found.join(', ') || 'no exported class'}, expected an exported class with @Entity().`;
  });
  // They were loaded in whatever order the disk gave them.
  for (const warning of warnings.toSorted()) new Logger('Entities').warn(warning);
  return dataSource;
}
