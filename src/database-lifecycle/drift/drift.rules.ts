import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { DriftReport } from '../interfaces/drift-report.interface';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import type { ByHand } from '../migrations/by-hand';
import { classTimestamp } from '../migrations/migration.name';
import { compareLive, compareLiveWithEntities, compareWithEntities } from '../migrations/expected.catalogs';
import { catalogObjects, objectKey } from './catalog.objects';
import { onlyRelations, relationPaths } from './catalog.scope';

/** The three sides, as they were read. */
export interface DriftSides {
  readonly environment: LifecycleEnvironment;
  readonly migrations: readonly MigrationStatus[];
  readonly live: CatalogSnapshot;
  /** What the entities make. */
  readonly entities: CatalogSnapshot;
  /** What they say that they look after themselves. */
  readonly hand: ByHand;
  /** What the migrations make: those that this database has run, as far as the code has them, and all of the code. */
  readonly migrated: { readonly executed: CatalogSnapshot; readonly all: CatalogSnapshot } | null;
}

type Findings = Pick<DriftReport, 'fromEntities'> & { readonly changed: readonly CatalogDifference[] };

/** Without migrations, the entities alone say what should be there. */
const withoutMigrations = ({ live, entities, hand }: DriftSides): Findings => {
  const found = new Set(relationPaths(live));
  return {
    changed: [],
    fromEntities: {
      relations: relationPaths(entities).filter((path) => found.has(path)),
      differences: compareLiveWithEntities(entities, live, hand),
    },
  };
};

/**
 * Compares what the executed migrations made with what is there. A table that none of them made is compared with the
 * entities where it may have been auto-created: in development and test, or before any migration has run. Elsewhere
 * somebody made it by hand.
 */
function withMigrations(
  { environment, migrations, live, entities, hand }: DriftSides,
  executed: CatalogSnapshot,
): Findings {
  const autoCreates = environment.policy === 'auto-create';
  const [made, found] = [new Set(relationPaths(executed)), new Set(relationPaths(live))];
  const unmade = relationPaths(entities).filter((path) => !made.has(path) && found.has(path));
  const wanted = onlyRelations(entities, new Set(unmade));
  if (!autoCreates && migrations.some((migration) => migration.executed))
    return {
      changed: compareLive(executed, live, [executed, wanted]),
      fromEntities: { relations: [], differences: [] },
    };
  const [asAskedFor, asFound] = [catalogObjects(entities), catalogObjects(live)];
  /** An auto-created table may already have what only a later migration will add. */
  const isAskedFor = ({ object }: CatalogDifference): boolean => {
    const found = asFound.get(objectKey(object))?.state;
    return found !== undefined && found === asAskedFor.get(objectKey(object))?.state;
  };
  return {
    changed: compareLive(executed, live).filter((difference) => !autoCreates || !isAskedFor(difference)),
    fromEntities: { relations: unmade, differences: compareLiveWithEntities(wanted, live, hand) },
  };
}

/** Tells the sides apart. Pure. */
export function driftOf(sides: DriftSides): Omit<DriftReport, 'durationMs'> {
  const { environment, migrations, live, entities, hand, migrated } = sides;
  const { changed, fromEntities } = migrated ? withMigrations(sides, migrated.executed) : withoutMigrations(sides);
  const names = (holds: (migration: MigrationStatus) => boolean): string[] =>
    migrations.filter(holds).map(({ name }) => name);
  const entitiesAheadOfMigrations = migrated ? compareWithEntities(entities, migrated.all, hand) : [];
  const migrationsAheadOfDatabase = names(({ executed }) => !executed);
  const newest = Math.max(0, ...names(({ inCode }) => inCode).map(classTimestamp));
  const isGone = ({ name, inCode }: MigrationStatus): boolean => !inCode && classTimestamp(name) <= newest;
  const databaseAheadOfCode = names((migration) => !migration.inCode && !isGone(migration));
  const goneFromCode = names(isGone);
  const ours = new Set([entities, ...(migrated ? [migrated.executed, migrated.all] : [])].flatMap(relationPaths));
  const findings = [
    entitiesAheadOfMigrations,
    migrationsAheadOfDatabase,
    databaseAheadOfCode,
    goneFromCode,
    changed,
    fromEntities.differences,
  ];
  return {
    environment: environment.name,
    agree: findings.every(({ length }) => length === 0),
    migrations: names(({ inCode }) => inCode).length,
    entitiesAheadOfMigrations,
    migrationsAheadOfDatabase,
    databaseAheadOfCode,
    goneFromCode,
    changed: {
      by: databaseAheadOfCode.length + goneFromCode.length > 0 ? 'hand or a newer version' : 'hand',
      differences: changed,
    },
    fromEntities,
    others: relationPaths(live).filter((path) => !ours.has(path)),
  };
}
