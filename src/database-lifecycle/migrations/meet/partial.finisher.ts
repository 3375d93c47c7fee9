import { Migration, type MigrationExecutor } from 'typeorm';
import { catalogObjects, objectKey, withObjectsOf } from '../../drift/catalog.objects';
import { UnfinishedMigrationError } from '../../errors/unfinished-migration.error';
import { adaptation } from '../../generate/adaptation';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { FinishedMigration } from '../../interfaces/migration-meeting.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { quoteJson } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';
import { executeWithChecksum } from '../checksum.recorder';
import { catalogReader, compareMigrated } from '../expected.catalogs';
import { metadataChanges, writeMetadata } from '../metadata.record';
import { readViewAttachments } from '../write/view-attachments.query';
import { autoCreated } from './auto-created.inspector';
import { passingOverWhatIsThere } from './passing.over';
import type { PartialMigration } from './partial.rules';

/** Keys of what the statements of a migration may build upon. The rest may need what those make. */
const GROUND = /^(enum|sequence|table|column) /;

const VIEW = /^(materialized )?view /;

const columnsQuery = (
  relations: readonly string[],
): string => `SELECT json_build_array(a.attrelid::bigint, a.attnum)::text AS column
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname || '.' || c.relname IN (SELECT jsonb_array_elements_text(${quoteJson(relations)}))
  AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`;

/** A migration in the making, in the session's open transaction. */
class PartialRun {
  /** What is there, as it was read last; undefined once statements have changed it. */
  private live?: CatalogSnapshot;
  private readonly adapted: string[] = [];

  constructor(
    private readonly session: SqlSession,
    private readonly target: LifecycleTarget,
    private readonly partial: PartialMigration,
  ) {}

  private async read(): Promise<CatalogSnapshot> {
    return (this.live ??= await catalogReader(this.target)(this.session));
  }

  async finish(executor: MigrationExecutor, migration: Migration): Promise<FinishedMigration> {
    const { before, effect, belongings, name, there: met } = this.partial;
    // It writes them again, and TypeORM's record has no key.
    const { rows } = metadataChanges([[before.metadata, effect.metadata]]);
    await writeMetadata(this.session, this.target.metadataTable, { rows: [], gone: rows });
    const own = await autoCreated(this.session, this.target.journal);
    const isOwn = (key: string): boolean => own.has(belongings.get(key) ?? '');
    await this.dropViews(isOwn);
    await this.adapt((key) => isOwn(key) && GROUND.test(key));
    const there = await this.columns();
    await this.perform(executor, migration);
    const stays = new Set(await this.columns());
    if (!there.every((column) => stays.has(column))) throw UnfinishedMigrationError.replaced();
    await this.adapt(isOwn);
    await this.verify();
    return { name, there: met, adapted: this.adapted };
  }

  private async perform(executor: MigrationExecutor, { id, timestamp, name, instance }: Migration): Promise<void> {
    const rest = new Migration(id, timestamp, name, {
      up: () => passingOverWhatIsThere(this.session, (runner) => instance!.up(runner)),
      down: (runner) => instance!.down(runner),
    });
    this.live = undefined;
    await executeWithChecksum(executor, rest);
  }

  /** Keys of what is not as the migration leaves it. */
  private openIn(live: CatalogSnapshot): string[] {
    const objects = catalogObjects(live);
    return [...this.partial.leaves].flatMap(([key, state]) => (objects.get(key)?.state === state ? [] : [key]));
  }

  /** Views that it makes hold no rows, and may read what it is about to change. */
  private async dropViews(isOwn: (key: string) => boolean): Promise<void> {
    const { before, effect, belongings, leaves } = this.partial;
    const made = catalogObjects(effect.catalog);
    // One that is as a later migration makes it would not be so again.
    const isMade = (key: string): boolean => VIEW.test(key) && leaves.get(key) === made.get(key)?.state;
    const views = new Set([...belongings].flatMap(([key, relation]) => (isMade(key) && isOwn(key) ? [relation] : [])));
    const keys = [...belongings].flatMap(([key, relation]) => (views.has(relation) ? [key] : []));
    if (keys.length > 0) await this.change(await this.read(), before.catalog, keys);
  }

  /** Makes those of these keys that are not so as the migration makes them. */
  private async adapt(isTurn: (key: string) => boolean): Promise<void> {
    const live = await this.read();
    const keys = this.openIn(live).filter(isTurn);
    if (keys.length > 0) await this.change(live, this.partial.effect.catalog, keys);
  }

  /** Makes the objects of these keys as the other catalog has them. */
  private async change(live: CatalogSnapshot, other: CatalogSnapshot, keys: readonly string[]): Promise<void> {
    const wanted = withObjectsOf(other, live, new Set(keys));
    const { statements, losses } = adaptation(live, wanted, await readViewAttachments(this.session));
    if (losses.length > 0) throw UnfinishedMigrationError.losing(losses);
    this.live = undefined;
    for (const statement of statements) await this.session.runner.query(statement);
    this.adapted.push(...statements);
  }

  /** The columns of the tables that were there, each as what it is, whatever it is called. */
  private async columns(): Promise<string[]> {
    const relations = [...new Set(this.partial.belongings.values())];
    const found = await this.session.query<{ column: string }>(columnsQuery(relations));
    return found.map(({ column }) => column);
  }

  private async verify(): Promise<void> {
    const live = await this.read();
    const open = new Set(this.openIn(live));
    if (open.size === 0) return;
    const differences = compareMigrated(this.partial.effect.catalog, live);
    throw new UnfinishedMigrationError(differences.filter(({ object }) => open.has(objectKey(object))));
  }
}

/**
 * Does what is left of a migration, in the session's open transaction: its own statements, passing over those that make
 * what is there. Of what the lifecycle has made, views are dropped first, and tables in an earlier form, as the entity was
 * changed since, become what the migration makes, by statements that lose nothing; other people's are left as they are. Ends in the very state
 * that the migration leaves, with all columns that were there before, or throws.
 * @throws UnfinishedMigrationError, and what a statement is rejected with
 */
export const finishPartial = (
  session: SqlSession,
  target: LifecycleTarget,
  executor: MigrationExecutor,
  migration: Migration,
  partial: PartialMigration,
): Promise<FinishedMigration> => new PartialRun(session, target, partial).finish(executor, migration);
