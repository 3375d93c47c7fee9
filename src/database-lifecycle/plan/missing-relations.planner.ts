import type { LifecyclePlan, PlanBatch, PlannedStatement, PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject, SchemaSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import { isView } from '../metadata/managed-relation.collector';
import { dependencyGroups } from '../ordering/dependency-groups';
import { pathOf, quoteIdentifier } from '../sql/identifier';
import { splitIntoBatches } from './batch.splitter';
import { detailNotices } from './detail.rules';
import { afterFirstEntry, journalStatements, type JournalAuthor } from './journal.statements';
import type { PlanningContext } from './planning.context';
import { describe } from './presence.rules';
import { schemasNeeded } from './schemas.needed';
import { RelationCompiler, type CompiledRelation } from './relation.compiler';
import { statementHash } from './statement.hash';

export interface JournalPlan {
  readonly journal: NamedObject;
  readonly author: JournalAuthor;
}

export interface PlanForm extends JournalPlan {
  /**
   * Whether each foreign key is a statement of its own behind all tables, which are in TypeORM's order: what
   * `synchronize()` sends, statement by statement. Default: only where a table can not be made with it.
   */
  readonly keysApart?: boolean;
}

/** Schemas and extensions that the tables need; TypeORM creates no schema, and extensions only outside a transaction. */
function prelude(context: PlanningContext, { details }: SchemaSnapshot): PlannedStatement[] {
  const existing = new Set(details.schemas.map(({ name }) => name));
  const definitions = [...context.definitions.values()];
  const installed = new Set(details.extensions.filter((extension) => extension.installed).map(({ name }) => name));
  const extensions = definitions.flatMap((definition) => definition.extensions);
  return [
    ...schemasNeeded(context)
      .filter((schema) => !existing.has(schema))
      .map((schema) => ({ sql: `CREATE SCHEMA ${quoteIdentifier(schema)}`, target: schema })),
    ...[...new Set(extensions)]
      .filter((extension) => !installed.has(extension))
      .map((extension) => ({ sql: `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(extension)}`, target: extension })),
  ];
}

/** TypeORM's service table for metadata is written to by the others, so it comes first; the cache comes last, as there. */
const phase = ({ relation: { kind } }: CompiledRelation): number => ({ metadata: 0, cache: 2 })[kind as string] ?? 1;

function toBatch(relations: readonly CompiledRelation[]): PlanBatch {
  const inPhase = (wanted: number): CompiledRelation[] => relations.filter((compiled) => phase(compiled) === wanted);
  const views = inPhase(1).filter(({ relation }) => isView(relation));
  const tables = inPhase(1).filter(({ relation }) => !isView(relation));
  const creates = relations.map(({ relation }) => pathOf(relation));
  const referred = new Set(tables.flatMap(({ needs }) => needs));
  const own = new Set(creates);
  return {
    creates,
    refersTo: [...referred].filter((path) => !own.has(path)),
    statements: [
      ...inPhase(0).flatMap(({ create }) => create),
      ...tables.flatMap(({ create }) => create),
      ...tables.flatMap(({ laterIndexes }) => laterIndexes),
      ...tables.flatMap(({ foreignKeys }) => foreignKeys),
      ...views.flatMap(({ create }) => create),
      ...views.flatMap(({ laterIndexes }) => laterIndexes),
      ...inPhase(2).flatMap(({ create }) => create),
    ],
  };
}

const metadataFirst = ({ missing }: PlanningContext): ManagedRelation[] =>
  missing.toSorted((a, b) => Number(b.kind === 'metadata') - Number(a.kind === 'metadata'));

/** TypeORM's order, but tables come behind those that they refer to, as far as these do not go round in circles. */
function parentsFirst(context: PlanningContext): ManagedRelation[] {
  const byPath = new Map(context.missing.map((relation) => [pathOf(relation), relation]));
  const parents = (relation: ManagedRelation): ManagedRelation[] =>
    (context.definitions.get(pathOf(relation))?.foreignKeys ?? []).flatMap(
      ({ parent }) => byPath.get(pathOf(parent)) ?? [],
    );
  return dependencyGroups(metadataFirst(context), parents).flat();
}

/** A message of the protocol ends at the first NUL, whatever was meant to come behind it. */
const unsendable = (relations: readonly CompiledRelation[]): PlanNotice[] =>
  relations
    .filter(({ create, laterIndexes, foreignKeys }) =>
      [...create, ...laterIndexes, ...foreignKeys].some(({ sql }) => sql.includes('\0')),
    )
    .map(({ relation }) => ({
      code: 'nul-character',
      relation: pathOf(relation),
      message: `${describe(relation)}: one of its texts (a default, an enum label, a check, a condition or a view's query) holds the character NUL (\\0), which PostgreSQL can not store. Take it out.`,
    }));

/**
 * Plans the creation of what is missing, and nothing else. Pure: asks neither the server nor the clock.
 * The DDL is TypeORM's own, and makes what `synchronize()` makes in an empty database.
 */
export async function planMissingRelations(
  context: PlanningContext,
  snapshot: SchemaSnapshot,
  { journal, author, keysApart = false }: PlanForm,
): Promise<LifecyclePlan> {
  const details = detailNotices(context, snapshot.details);
  const problems = [...context.notices.problems, ...details.problems];
  const warnings = [...context.notices.warnings, ...details.warnings];
  if (problems.length > 0) return { batches: [], problems, warnings };

  const compiler = new RelationCompiler(context, snapshot);
  const compiled: CompiledRelation[] = [];
  const standing = new Set<string>();
  for (const relation of keysApart ? metadataFirst(context) : parentsFirst(context)) {
    compiled.push(await compiler.compile(relation, standing));
    // An index that only another entity asks for comes behind all tables, and a key may refer to what it makes unique.
    const stands = context.definitions.get(pathOf(relation))?.sharedIndexes.length === 0;
    if (stands && !keysApart) standing.add(pathOf(relation));
  }
  const unsent = unsendable(compiled);
  if (unsent.length > 0) return { batches: [], problems: unsent, warnings };
  const batches = splitIntoBatches(compiled, snapshot.details.lockSlots).map(toBatch);
  return {
    problems,
    warnings,
    batches: batches.map(({ creates, refersTo, statements }, index) => {
      const all = [...(index === 0 ? prelude(context, snapshot) : []), ...statements];
      const plan = statementHash(all.map(({ sql }) => sql));
      const notes = creates.map((name) => ({
        event: 'create' as const,
        name,
        details: { plan },
        durationMs: 'of message' as const,
      }));
      const state = index === 0 ? snapshot.journalState : afterFirstEntry(snapshot.journalState, author);
      return { creates, refersTo, statements: [...all, ...journalStatements(journal, author, state, notes)] };
    }),
  };
}
