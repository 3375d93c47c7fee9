import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { DetailSnapshot } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteIdentifier, quotePath } from '../sql/identifier';
import { searchPathNames } from '../sql/search-path';
import { unusedJunctions } from './junction.rules';
import { foreignKeyProblems, keysFromExistingTables } from './foreign-key.rules';
import { nameProblems } from './name.rules';
import type { PlanningContext } from './planning.context';
import { describe, type Notices } from './presence.rules';
import { searchPathProblems } from './search-path.rules';
import { textDefaults } from './text-default.rules';

const quoteLabels = (labels: readonly string[]): string => labels.map((label) => `'${label}'`).join(', ') || 'none';

function typePrivilegeProblems({ definitions, presence: { server } }: PlanningContext, { types }: DetailSnapshot) {
  const closed = new Map(types.filter(({ mayUse }) => !mayUse).map((type) => [pathOf(type), type.owner]));
  return [...definitions].flatMap(([relation, { enums }]) =>
    enums.flatMap((type): PlanNotice[] => {
      const owner = closed.get(pathOf(type));
      const message = `${relation}.${type.column}: role ${server.role} may not use type ${pathOf(type)}. As ${owner}: GRANT USAGE ON TYPE ${quotePath(type)} TO ${quoteIdentifier(server.role)};`;
      return owner === undefined ? [] : [{ code: 'privilege', relation, message }];
    }),
  );
}

/** createTable() silently takes over a type of the right name, whatever its labels. */
function enumProblems({ definitions }: PlanningContext, { types }: DetailSnapshot): PlanNotice[] {
  const known = new Map(types.map((type) => [pathOf(type), { labels: type.labels, by: 'the database' }]));
  return [...definitions].flatMap(([relation, { enums }]) =>
    enums.flatMap((type): PlanNotice[] => {
      const path = pathOf(type);
      const other = known.get(path);
      if (!other) known.set(path, { labels: type.labels, by: relation });
      if (!other || JSON.stringify(other.labels) === JSON.stringify(type.labels)) return [];
      const there = other.labels ? `the labels ${quoteLabels(other.labels)}` : 'another kind of type';
      const message = `${relation}.${type.column}: type ${path} has ${there} in ${other.by}, expected ${quoteLabels(type.labels)}. Change its labels in a migration, drop the left-over type, or give the column another enumName.`;
      return [{ code: 'enum-labels', relation, message }];
    }),
  );
}

const COUNTABLE = new Set(['integer', 'int', 'int4', 'smallint', 'int2', 'bigint', 'int8']);

/** For a number that is generated into a column of another type TypeORM writes no type at all. */
function generationProblems({ definitions }: PlanningContext): PlanNotice[] {
  return [...definitions].flatMap(([relation, { table }]) =>
    table.columns
      .filter(
        (column) => column.isGenerated && column.generationStrategy === 'increment' && !COUNTABLE.has(column.type),
      )
      .map(({ name, type }) => ({
        code: 'generated-type',
        relation,
        message: `${relation}.${name}: its values are numbers that are generated, and its type is ${type}, for which TypeORM writes none. Declare it with @PrimaryGeneratedColumn(), or @Column({ type: 'int' }) beside @Generated(); bigint and smallint go as well.`,
      })),
  );
}

function privilegeProblems({ missing, presence: { server } }: PlanningContext, details: DetailSnapshot): PlanNotice[] {
  const schemas = new Map(details.schemas.map(({ name, mayCreate }) => [name, mayCreate]));
  const role = quoteIdentifier(server.role);
  return [...new Set(missing.map(({ schema }) => schema))].flatMap((schema): PlanNotice[] => {
    const grant = schemas.has(schema)
      ? `GRANT CREATE, USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${role};`
      : `GRANT CREATE ON DATABASE ${quoteIdentifier(server.database)} TO ${role};`;
    const message = `Role ${server.role} may not create ${schemas.has(schema) ? `tables in schema ${schema}` : `schema ${schema}`}. As its owner or a superuser: ${grant}`;
    return (schemas.get(schema) ?? details.mayCreateSchemas) ? [] : [{ code: 'privilege', message }];
  });
}

function serverProblems({ presence: { server } }: PlanningContext): PlanNotice[] {
  const why = {
    standby: 'the server is a standby (in recovery), expected the primary. Connect to the primary: DATABASE_URL',
    setting: `default_transaction_read_only is on, expected off. If nobody meant it: ALTER DATABASE ${quoteIdentifier(server.database)} RESET default_transaction_read_only; (or ALTER ROLE, or postgresql.conf: SHOW default_transaction_read_only;)`,
  };
  if (!server.readOnly) return [];
  return [
    {
      code: 'read-only',
      message: `Database ${server.database} is read only, so no table can be created: ${why[server.readOnly]}`,
    },
  ];
}

/** Its types and functions are named without a schema. */
function hiddenExtensions({ definitions, presence }: PlanningContext, { extensions, searchPath }: DetailSnapshot) {
  const schemas = new Map(
    extensions.map(({ name, schema, visible }) => [name, visible === false ? schema : undefined]),
  );
  return [...definitions].flatMap(([relation, { namedExtensions }]) =>
    [...new Set(namedExtensions)].flatMap((name): PlanNotice[] => {
      const schema = schemas.get(name);
      const path = [...searchPathNames(searchPath), String(schema)].map(quoteIdentifier).join(', ');
      const message = `${relation} needs the extension "${name}", which is installed in schema ${schema}, where this role does not look: its search_path is ${searchPath}. Add it, and restart the app: ALTER ROLE ${quoteIdentifier(presence.server.role)} SET search_path = ${path}; (the role needs USAGE on the schema)`;
      return schema ? [{ code: 'extension', relation, message }] : [];
    }),
  );
}

function extensionProblems({ definitions }: PlanningContext, { extensions }: DetailSnapshot): PlanNotice[] {
  const available = new Set(extensions.map(({ name }) => name));
  return [...definitions].flatMap(([relation, { extensions: needed }]) =>
    [...new Set(needed)]
      .filter((name) => !available.has(name))
      .map((name) => ({
        code: 'extension',
        relation,
        message: `${relation} needs the extension "${name}", which this server does not have. Install it on the server (on Debian mostly the package postgresql-contrib, postgis or pgvector).`,
      })),
  );
}

/** Both are legal and mostly a mistake: PostgreSQL tells "Users" from users, and the first schema of the path hides the next. */
function lookAlikes({ missing }: PlanningContext, { twins, elsewhere }: DetailSnapshot): PlanNotice[] {
  return missing.flatMap((relation) => [
    ...twins
      .filter(({ schema, name }) => schema === relation.schema && name.toLowerCase() === relation.name.toLowerCase())
      .map((twin) => ({
        code: 'case-twin',
        relation: pathOf(relation),
        message: `${describe(relation)} is created beside ${pathOf(twin)}, whose name differs only in upper and lower case: two different tables.`,
      })),
    ...elsewhere
      .filter(({ name }) => name === relation.name)
      .map((other) => ({
        code: 'search-path',
        relation: pathOf(relation),
        message: `${describe(relation)} is created although ${pathOf(other)} is in the search_path too; unqualified names will mean the new one. Set the entity's schema if ${pathOf(other)} was meant.`,
      })),
  ]);
}

/** PostgreSQL then gives the sequence of a serial column another name, and TypeORM takes the default for a foreign one. */
function leftOverSequences({ missing, definitions }: PlanningContext, { takenNames }: DetailSnapshot): PlanNotice[] {
  const taken = new Set(takenNames.map(pathOf));
  return missing.flatMap((relation) =>
    (definitions.get(pathOf(relation))?.sequenceNames ?? []).flatMap((name): PlanNotice[] => {
      const sequence = { schema: relation.schema, name };
      const message = `${describe(relation)}: ${pathOf(sequence)} is left over, so a serial column gets the sequence ${name}1, which TypeORM would change in a later migration. If nothing uses it: DROP SEQUENCE ${quotePath(sequence)}; ALTER SEQUENCE ${quotePath({ ...sequence, name: `${name}1` })} RENAME TO ${quoteIdentifier(name)};`;
      return taken.has(pathOf(sequence)) ? [{ code: 'left-over-sequence', relation: pathOf(relation), message }] : [];
    }),
  );
}

/** Tree queries read the closure table only, so a tree that is there already looks empty until it is filled. */
function emptyClosures({ missing, model }: PlanningContext): PlanNotice[] {
  const absent = new Set(missing.map(pathOf));
  return missing
    .filter(({ kind }) => kind === 'closure')
    .flatMap((closure): PlanNotice[] => {
      const [metadata] = model.metadatas.get(pathOf(closure)) ?? [];
      const tree = metadata?.parentClosureEntityMetadata;
      const path = tree && model.relations.find(({ entities }) => entities.includes(tree.name));
      const message = `${pathOf(closure)} is new while its tree ${path && pathOf(path)} exists: tree queries find nothing until its rows are filled in (backfill needed).`;
      return path && !absent.has(pathOf(path)) ? [{ code: 'backfill', relation: pathOf(closure), message }] : [];
    });
}

/** What the plan for the missing relations has to say, beyond what presence told. */
export function detailNotices(context: PlanningContext, details: DetailSnapshot): Notices {
  const defaults = textDefaults(context);
  return {
    problems: [
      ...serverProblems(context),
      ...privilegeProblems(context, details),
      ...searchPathProblems(context, details),
      ...extensionProblems(context, details),
      ...hiddenExtensions(context, details),
      ...typePrivilegeProblems(context, details),
      ...enumProblems(context, details),
      ...generationProblems(context),
      ...nameProblems(context, details),
      ...foreignKeyProblems(context, details),
      ...defaults.problems,
    ],
    warnings: [
      ...lookAlikes(context, details),
      ...leftOverSequences(context, details),
      ...keysFromExistingTables(context),
      ...emptyClosures(context),
      ...defaults.warnings,
      ...unusedJunctions(context),
    ],
  };
}
