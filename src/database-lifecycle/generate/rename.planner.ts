import type { CatalogSnapshot, CatalogView } from '../interfaces/catalog-snapshot.interface';
import type { DraftPart, MigrationQuery, Rename } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { dependencyGroups } from '../ordering/dependency-groups';
import { alterTable } from '../sql/ddl.text';
import { quoteIdentifier } from '../sql/identifier';
import { catalogLookup, keyOf, tableOf } from './catalog.lookup';
import { query } from './ddl.text';
import { makeRoom, stepAside } from './aside.planner';
import { moved, renameDerived, type NameChange } from './derived-names.planner';
import { createIndex } from './index.ddl';
import { placeOf } from './rename.parser';
import { withRenamedColumn, withRenamedTable } from './renamed.catalog';
import { mentions, readsColumn } from '../sql/sql.mentions';
import type { ViewAttachments } from './view.attachments';
import { commentOnView, createView, dropView } from './view.ddl';

interface RenameOutcome {
  /** The current catalog once all has its new name; without the views that go for it. */
  readonly state: CatalogSnapshot;
  /** The same with them. */
  readonly whole: CatalogSnapshot;
  readonly part: DraftPart;
}

const reads = ({ definition }: CatalogView, rename: Rename): boolean =>
  mentions(definition, tableOf(rename)) &&
  (rename.column === undefined || readsColumn(definition, new Set([rename.column])));

/**
 * The entities' views that read what is renamed, which are dropped and made again, as a view keeps the old names for its
 * columns. A view that migrations made by hand stays as it is, unless it reads one of those.
 */
function viewsUpon(catalog: CatalogSnapshot, wanted: CatalogSnapshot, renames: readonly Rename[]) {
  const gone = new Set(
    catalog.views.filter((view) => !wanted.views.includes(view) && renames.some((rename) => reads(view, rename))),
  );
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const view of catalog.views) if ([...gone].some((other) => mentions(view.definition, other))) gone.add(view);
  }
  const doomed = [...gone];
  return dependencyGroups(doomed, (view) =>
    doomed.filter((other) => other !== view && mentions(view.definition, other)),
  ).flat();
}

/** The schemas that tables move to and the migrations do not make. */
const newSchemas = ({ schemas }: CatalogSnapshot, tables: readonly Rename[]): string[] => [
  ...new Set(tables.map((rename) => placeOf(rename).schema).filter((schema) => !schemas.includes(schema))),
];

const createSchema = (schema: string): NameChange => ({
  up: query(`CREATE SCHEMA ${quoteIdentifier(schema)}`),
  down: query(`DROP SCHEMA ${quoteIdentifier(schema)}`),
});

const renameColumn = (table: { schema: string; table: string }, column: string, to: string): NameChange => {
  const statement = (from: string, name: string): MigrationQuery =>
    query(`${alterTable(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(name)}`);
  return { up: statement(column, to), down: statement(to, column) };
};

/**
 * Renames what the person named, then what has a name derived from it. A part of its own, before all others.
 * @param wanted has the very objects of `current` that stay as they are
 */
export function applyRenames(
  current: CatalogSnapshot,
  wanted: CatalogSnapshot,
  renames: readonly Rename[],
  attachments: ViewAttachments,
): RenameOutcome {
  const tables = renames.filter(({ column }) => column === undefined);
  const schemas = newSchemas(current, tables);
  const changes: NameChange[] = schemas.map(createSchema);
  const doomed = viewsUpon(current, wanted, renames);
  const goes = new Set(doomed.map(keyOf));
  let state: CatalogSnapshot = { ...current, schemas: [...current.schemas, ...schemas] };
  const places = new Map<string, NamedObject>();
  for (const rename of tables) {
    const [table, place] = [tableOf(rename), placeOf(rename)];
    changes.push(...moved('TABLE', table, place));
    places.set(keyOf(table), place);
    state = withRenamedTable(state, table, place);
  }
  for (const { column, to, ...former } of renames) {
    if (column === undefined) continue;
    const { schema, name: table } = places.get(keyOf(tableOf(former))) ?? tableOf(former);
    changes.push(renameColumn({ schema, table }, column, to));
    state = withRenamedColumn(state, { schema, table, name: column }, to);
  }
  const renamed = stepAside(renameDerived(makeRoom({ state, changes }, wanted), wanted), wanted);
  const { indexesOf } = catalogLookup(current);
  const whole = renamed.state;
  return {
    state: {
      ...whole,
      views: whole.views.filter((view) => !goes.has(keyOf(view))),
      indexes: whole.indexes.filter((index) => !goes.has(keyOf(tableOf(index)))),
    },
    whole,
    part: {
      suffix: 'Rename',
      transaction: 'shared',
      up: [...doomed.toReversed().map(dropView), ...renamed.changes.map(({ up }) => up)],
      down: [
        ...renamed.changes.toReversed().map(({ down }) => down),
        ...doomed.flatMap((view) => [
          ...createView(view),
          ...indexesOf(view).map((index) => createIndex(index, false)),
          ...(view.comment === null ? [] : [commentOnView(view)]),
        ]),
        ...doomed.flatMap(attachments.again),
      ],
    },
  };
}
