import type { EntityMetadata } from 'typeorm';
import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import { toName } from '../sql/identifier';

/** TypeORM does not double quotes; NUL can't be sent, and half of a surrogate pair would arrive as another character. */
const IN_A_NAME = /["\0\ud800-\udfff]/u;
/** TypeORM reads a dot as the end of a schema's name. */
const IN_A_PATH = /[".\0\ud800-\udfff]/u;

/** TypeORM does not double quotes, so such names would make broken SQL. */
function unusableNames(metadata: EntityMetadata): string[] {
  const { schema, tableName, columns, indices, uniques, checks, exclusions, foreignKeys } = metadata;
  const found: string[] = [];
  const look = (what: string, name: string | undefined, forbidden: RegExp): void => {
    if (name !== undefined && forbidden.test(name)) found.push(`${what} ${JSON.stringify(name)}`);
  };
  look('schema', schema, IN_A_PATH);
  look('table', tableName, IN_A_PATH);
  for (const { databaseName, enumName, enum: labels } of columns) {
    look('column', databaseName, IN_A_NAME);
    if (labels) look('enum type', enumName ?? databaseName, IN_A_PATH);
  }
  for (const { name } of indices) look('index', name, IN_A_NAME);
  for (const constraints of [uniques, checks, exclusions, foreignKeys])
    for (const { name } of constraints) look('constraint', name, IN_A_NAME);
  return found;
}

/**
 * Defaults with a single quote that is not doubled: TypeORM quotes a default, and each element of an array, without
 * escaping.
 */
const brokenDefaults = ({ columns }: EntityMetadata) =>
  columns.filter(({ default: value, isArray }) => {
    const text = isArray && Array.isArray(value) ? value.join() : value;
    return typeof text === 'string' && text.includes("'") && text.replaceAll("''", '').includes("'");
  });

/** Why PostgreSQL would not take a label of an enum; NUL is told with all other texts. */
function faultOfLabel(label: string, position: number, labels: readonly string[]): string | undefined {
  if (/[\ud800-\udfff]/u.test(label)) return 'holds half of a surrogate pair. Take it out.';
  if (toName(label) !== label) return 'is longer than 63 bytes. Shorten it.';
  return labels.indexOf(label) < position ? 'is there twice. Take one out.' : undefined;
}

const brokenLabels = ({ columns }: EntityMetadata): string[] =>
  columns
    .filter((column) => column.enum)
    .flatMap(({ databaseName, enum: labels }) =>
      labels!.map(String).flatMap((label, position, all) => {
        const fault = faultOfLabel(label, position, all);
        return fault ? [`the enum label ${JSON.stringify(label)} of column ${databaseName} ${fault}`] : [];
      }),
    );

/** Elements of an array that are written as they are; NULL is none of the labels. */
const PLAIN = /^(?!null$)[^"\\{},\s](?:[^"\\{},]*[^"\\{},\s])?$/i;

/** Defaults of enum columns that are none of the labels; what a function answers is PostgreSQL's to judge. */
const strangeDefaults = ({ columns }: EntityMetadata): string[] =>
  columns.flatMap(({ databaseName, enum: labels, default: value, isArray }) => {
    const values: unknown[] = isArray
      ? [value].flat().filter((one) => Array.isArray(value) && PLAIN.test(String(one)))
      : [value];
    const known = labels?.map(String) ?? [];
    return values
      .filter((one) => labels && (typeof one === 'string' || typeof one === 'number'))
      .filter((one) => !known.includes(String(one).replaceAll("''", "'")))
      .map(
        (one) =>
          `the default ${JSON.stringify(one)} of column ${databaseName} is none of its labels: ${known.map((label) => JSON.stringify(label)).join(', ')}.`,
      );
  });

/** The first two columns of one entity that PostgreSQL would give the same name. */
function collidingColumns({ columns }: EntityMetadata): readonly [string, string] | undefined {
  if (columns.every(({ databaseName }) => toName(databaseName) === databaseName)) return undefined;
  const seen = new Map<string, string>();
  for (const { databaseName } of columns) {
    const other = seen.get(toName(databaseName));
    if (other !== undefined && other !== databaseName) return [other, databaseName];
    seen.set(toName(databaseName), databaseName);
  }
  return undefined;
}

/** What is wrong with the names and texts that one entity gives to TypeORM. */
function problemsOf(relation: string, metadata: EntityMetadata): PlanNotice[] {
  const columns = collidingColumns(metadata);
  const notice = (code: string, message: string): PlanNotice => ({
    code,
    relation,
    message: `Entity ${metadata.name}: ${message}`,
  });
  return [
    ...unusableNames(metadata).map((name) =>
      notice(
        'unusable-name',
        `the ${name} holds a character that TypeORM can not quote (a double quote, or a dot in the name of a table, schema or enum type) or PostgreSQL can not hold. Rename it.`,
      ),
    ),
    ...brokenLabels(metadata).map((fault) => notice('broken-label', fault)),
    ...strangeDefaults(metadata).map((fault) => notice('enum-default', fault)),
    ...brokenDefaults(metadata).map(({ databaseName, default: value }) =>
      notice(
        'broken-default',
        `the default ${JSON.stringify(value)} of column ${databaseName} holds a single quote, which TypeORM does not escape. Double it: ${JSON.stringify(value).replaceAll("'", "''")}`,
      ),
    ),
    ...(columns
      ? [
          notice(
            'truncated-names-meet',
            `columns "${columns[0]}" and "${columns[1]}" get the same name: PostgreSQL cuts both at 63 bytes. Shorten one.`,
          ),
        ]
      : []),
  ];
}

/** What keeps a table from being made as its entities say: names and texts that would not arrive as they are. */
export const namingProblems = (relation: string, metadatas: readonly EntityMetadata[]): PlanNotice[] =>
  metadatas.flatMap((metadata) => problemsOf(relation, metadata));

/** Entities that PostgreSQL would give one table though each names another. */
export function sharedNameProblems(relation: string, [maker, ...others]: readonly EntityMetadata[]): PlanNotice[] {
  const cut = others.find(({ tableName }) => tableName !== maker!.tableName);
  if (!cut) return [];
  const message = `Entities ${maker!.name} ("${maker!.tableName}") and ${cut.name} ("${cut.tableName}") get the same table: PostgreSQL cuts both names at 63 bytes. Shorten one.`;
  return [{ code: 'truncated-names-meet', relation, message }];
}
