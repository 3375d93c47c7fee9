import type { EntityMetadata } from 'typeorm';
import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import { toName } from '../sql/identifier';

type Name = readonly [what: string, name: string | undefined, forbidden: RegExp];

/** TypeORM reads a dot as the end of a schema's name and does not double quotes, so such names would make broken SQL. */
function unusableNames(metadata: EntityMetadata): string[] {
  const { schema, tableName, columns, indices, uniques, checks, exclusions, foreignKeys } = metadata;
  const names: Name[] = [
    ['schema', schema, /[".]/],
    ['table', tableName, /[".]/],
    ...columns.map(({ databaseName }): Name => ['column', databaseName, /"/]),
    ...columns
      .filter((column) => column.enum)
      .map(({ enumName, databaseName }): Name => ['enum type', enumName ?? databaseName, /[".]/]),
    ...indices.map(({ name }): Name => ['index', name, /"/]),
    ...[...uniques, ...checks, ...exclusions, ...foreignKeys].map(({ name }): Name => ['constraint', name, /"/]),
  ];
  return names
    .filter(([, name, forbidden]) => name !== undefined && (forbidden.test(name) || name.includes('\0')))
    .map(([what, name]) => `${what} ${JSON.stringify(name)}`);
}

/** TypeORM puts a default between single quotes as it is, so that only a doubled quote stays inside. */
const brokenDefaults = ({ columns }: EntityMetadata) =>
  columns.filter(({ default: value }) => typeof value === 'string' && value.replaceAll("''", '').includes("'"));

/** The first two columns of one entity that PostgreSQL would give the same name. */
function collidingColumns({ columns }: EntityMetadata): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const { databaseName } of columns) {
    const other = seen.get(toName(databaseName));
    if (other !== undefined && other !== databaseName) return [other, databaseName];
    seen.set(toName(databaseName), databaseName);
  }
  return undefined;
}

/** What is wrong with the names, and with the texts, that the entities of one table give to TypeORM. */
export function namingProblems(relation: string, metadatas: readonly EntityMetadata[]): PlanNotice[] {
  const [maker, ...others] = metadatas as [EntityMetadata, ...EntityMetadata[]];
  const cut = others.find(({ tableName }) => tableName !== maker.tableName);
  const meeting = `Entities ${maker.name} ("${maker.tableName}") and ${cut?.name} ("${cut?.tableName}") get the same table: PostgreSQL cuts both names at 63 bytes. Shorten one.`;
  return [
    ...metadatas.flatMap((metadata) => {
      const columns = collidingColumns(metadata);
      return [
        ...unusableNames(metadata).map((name) => ({
          code: 'unusable-name',
          relation,
          message: `Entity ${metadata.name}: the ${name} holds a character that TypeORM can not quote (a double quote, or a dot in the name of a table, schema or enum type). Rename it.`,
        })),
        ...brokenDefaults(metadata).map(({ databaseName, default: value }) => ({
          code: 'broken-default',
          relation,
          message: `Entity ${metadata.name}: the default ${JSON.stringify(value)} of column ${databaseName} holds a single quote, which TypeORM does not escape. Double it: ${JSON.stringify(String(value).replaceAll("'", "''"))}`,
        })),
        ...(columns
          ? [
              {
                code: 'truncated-names-meet',
                relation,
                message: `Entity ${metadata.name}: columns "${columns[0]}" and "${columns[1]}" get the same name: PostgreSQL cuts both at 63 bytes. Shorten one.`,
              },
            ]
          : []),
      ];
    }),
    ...(cut ? [{ code: 'truncated-names-meet', relation, message: meeting }] : []),
  ];
}
