import { getMetadataArgsStorage, type DataSource } from 'typeorm';

const SHOWN = 5;

/**
 * Names of the loaded classes with `@Entity()` or `@ViewEntity()` that no DataSource has, e.g. as no `forFeature()` lists
 * them; TypeORM passes over them without a word.
 */
function idleEntities(dataSources: readonly DataSource[]): string[] {
  const mapped = new Set<unknown>(
    dataSources.flatMap(({ entityMetadatas }) => entityMetadatas.flatMap(({ inheritanceTree }) => inheritanceTree)),
  );
  const idle = getMetadataArgsStorage().tables.flatMap(({ target }) =>
    typeof target === 'function' && !mapped.has(target) ? [target.name] : [],
  );
  return [...new Set(idle)].toSorted();
}

/** What to tell of them, in one sentence; undefined where there are none. */
export function idleEntitiesWarning(dataSources: readonly DataSource[]): string | undefined {
  const names = idleEntities(dataSources);
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const [has, it] = names.length === 1 ? ['has', 'it'] : ['have', 'them'];
  return `${names.slice(0, SHOWN).join(', ')}${more} ${has} @Entity(), and no DataSource has ${it}, so that no table is made: list ${it} in the option entities or, with autoLoadEntities, in a TypeOrmModule.forFeature().`;
}
