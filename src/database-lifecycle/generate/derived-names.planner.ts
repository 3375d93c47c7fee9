import { sameDefault } from '../drift/default.rules';
import type { CatalogConstraint, CatalogIndex, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { alterTable } from '../sql/ddl.text';
import { quoteIdentifier, quotePath } from '../sql/identifier';
import { catalogLookup, keyOf, partKey, tableOf } from './catalog.lookup';
import { answers } from './constraint.rules';
import { query } from './ddl.text';
import { withRenamedEnum } from './renamed.catalog';
import { sameText } from './renamed.text';
import { mentions, tokensOf } from '../sql/sql.mentions';

/** A name that is changed and can be changed back. */
export interface NameChange {
  readonly up: MigrationQuery;
  readonly down: MigrationQuery;
}

export interface Renamed {
  readonly state: CatalogSnapshot;
  readonly changes: readonly NameChange[];
}

const both = (statement: (from: string, to: string) => string, from: string, to: string): NameChange => ({
  up: query(statement(from, to)),
  down: query(statement(to, from)),
});

/** What an index is, whatever its name. */
const shape = ({ definition }: CatalogIndex): string => {
  const on = tokensOf(definition).find(({ kind, text }) => kind === 'word' && text === 'on');
  return `${definition.startsWith('CREATE UNIQUE') ? 'UNIQUE ' : ''}${definition.slice(on?.start)}`;
};

const sameConstraint = (one: CatalogConstraint, other: CatalogConstraint): boolean =>
  one.deferrable === other.deferrable && one.deferred === other.deferred && answers(one, other);

/** For each part, the wanted one that differs in its name only, if that name is free; each is taken once. */
function counterparts<Part extends { schema: string; table: string; name: string }>(
  current: readonly Part[],
  wanted: readonly Part[],
  same: (one: Part, other: Part) => boolean,
): Map<Part, Part> {
  const [there, asked] = [new Set(current.map(partKey)), new Set(wanted.map(partKey))];
  const open = new Set(wanted.filter((part) => !there.has(partKey(part))));
  const pairs = new Map<Part, Part>();
  for (const part of current) {
    if (asked.has(partKey(part))) continue;
    const other = [...open].find((one) => keyOf(tableOf(one)) === keyOf(tableOf(part)) && same(part, one));
    if (!other) continue;
    pairs.set(part, other);
    open.delete(other);
  }
  return pairs;
}

/** Gives a table or type another schema, another name, or both. */
export const moved = (keyword: 'TABLE' | 'TYPE', from: NamedObject, to: NamedObject): NameChange[] => {
  const between = { schema: to.schema, name: from.name };
  const toSchema = (object: NamedObject, schema: string): MigrationQuery =>
    query(`ALTER ${keyword} ${quotePath(object)} SET SCHEMA ${quoteIdentifier(schema)}`);
  const rename = (name: string, other: string): string =>
    `ALTER ${keyword} ${quotePath({ schema: to.schema, name })} RENAME TO ${quoteIdentifier(other)}`;
  return [
    ...(from.schema === to.schema ? [] : [{ up: toSchema(from, to.schema), down: toSchema(between, from.schema) }]),
    ...(from.name === to.name ? [] : [both(rename, from.name, to.name)]),
  ];
};

/** Renames an enum type that goes while another comes for the same column; in another schema, where its table moves. */
function renameEnums({ state, changes }: Renamed, wanted: CatalogSnapshot): Renamed {
  const after = catalogLookup(wanted);
  let renamed = state;
  const made: NameChange[] = [];
  for (const type of state.enums) {
    if (after.enums.has(keyOf(type))) continue;
    const user = renamed.columns.find((column) => mentions(column.type, type) && after.columns.has(partKey(column)));
    const wish = user && after.columns.get(partKey(user))!;
    const other = wish && wanted.enums.find((one) => mentions(wish.type, one));
    if (!other || !renamed.schemas.includes(other.schema)) continue;
    const taken = new Set(renamed.enums.map(keyOf).filter((key) => key !== keyOf(type)));
    if (taken.has(keyOf(other)) || taken.has(keyOf({ schema: other.schema, name: type.name }))) continue;
    const to = { schema: other.schema, name: other.name };
    made.push(...moved('TYPE', type, to));
    renamed = withRenamedEnum(renamed, type, to);
  }
  return { state: renamed, changes: [...changes, ...made] };
}

function renameSequences({ state, changes }: Renamed, wanted: CatalogSnapshot): Renamed {
  const [from, to] = [catalogLookup(state), catalogLookup(wanted)];
  const names = new Map<string, string>();
  const made: NameChange[] = [];
  for (const column of state.columns) {
    const after = to.columns.get(partKey(column));
    const [old, other] = [from.sequenceOf(column), after && to.sequenceOf(after)];
    if (!old || !other || old.identity !== other.identity || old.schema !== other.schema) continue;
    if (from.sequences.has(keyOf(other))) continue;
    names.set(keyOf(old), other.name);
    made.push(
      both(
        (name, next) => `ALTER SEQUENCE ${quotePath({ schema: old.schema, name })} RENAME TO ${quoteIdentifier(next)}`,
        old.name,
        other.name,
      ),
    );
  }
  return {
    state: {
      ...state,
      sequences: state.sequences.map((one) => ({ ...one, name: names.get(keyOf(one)) ?? one.name })),
      columns: state.columns.map((column) => {
        const sequence = from.sequenceOf(column);
        const counts = sequence && names.has(keyOf(sequence)) && column.default?.startsWith('nextval(');
        // Both count on the sequence that now has the name.
        return counts ? { ...column, default: to.columns.get(partKey(column))!.default } : column;
      }),
    },
    changes: [...changes, ...made],
  };
}

export const renamedConstraint = (constraint: CatalogConstraint, other: string): NameChange =>
  both(
    (from, to) => `${alterTable(constraint)} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`,
    constraint.name,
    other,
  );

function renameConstraints({ state, changes }: Renamed, wanted: CatalogSnapshot): Renamed {
  const pairs = counterparts(state.constraints, wanted.constraints, sameConstraint);
  const made = [...pairs].map(([old, other]) => renamedConstraint(old, other.name));
  const constraints = state.constraints.map((one) => ({ ...one, name: pairs.get(one)?.name ?? one.name }));
  return { state: { ...state, constraints }, changes: [...changes, ...made] };
}

export const renamedIndex = ({ schema, name }: CatalogIndex, other: string): NameChange =>
  both((from, to) => `ALTER INDEX ${quotePath({ schema, name: from })} RENAME TO ${quoteIdentifier(to)}`, name, other);

function renameIndexes({ state, changes }: Renamed, wanted: CatalogSnapshot): Renamed {
  const pairs = counterparts(state.indexes, wanted.indexes, (one, other) => sameText(shape(one), shape(other)));
  const made = [...pairs].map(([old, other]) => renamedIndex(old, other.name));
  const indexes = state.indexes.map((one) => {
    const other = pairs.get(one);
    return other ? { ...one, name: other.name, definition: other.definition } : one;
  });
  return { state: { ...state, indexes }, changes: [...changes, ...made] };
}

const adopt = (sql: string, other: string | undefined): string => (other && sameText(sql, other) ? other : sql);

function adoptDefault(sql: string | null, other: string | null): string | null {
  if (sql === null || other === null) return sql;
  return sameDefault(sql, other) ? other : adopt(sql, other);
}

/** Takes the wanted side's text where it says the same: it has names quoted as PostgreSQL prints them. */
function withWantedText(state: CatalogSnapshot, wanted: CatalogSnapshot): CatalogSnapshot {
  const to = catalogLookup(wanted);
  return {
    ...state,
    columns: state.columns.map((one) => {
      const other = to.columns.get(partKey(one));
      const expression = other?.generated?.expression;
      return {
        ...one,
        type: adopt(one.type, other?.type),
        default: adoptDefault(one.default, other?.default ?? null),
        generated: one.generated && { ...one.generated, expression: adopt(one.generated.expression, expression) },
      };
    }),
    constraints: state.constraints.map((one) => ({
      ...one,
      definition: adopt(one.definition, to.constraints.get(partKey(one))?.definition),
    })),
    indexes: state.indexes.map((one) => ({
      ...one,
      definition: adopt(one.definition, to.indexes.get(partKey(one))?.definition),
    })),
  };
}

/**
 * Renames what differs from what is wanted in its name only: TypeORM derives the names of types, sequences, constraints
 * and indexes from those of tables and columns.
 */
export function renameDerived(renamed: Renamed, wanted: CatalogSnapshot): Renamed {
  const steps = [renameEnums, renameSequences, renameConstraints, renameIndexes];
  const { state, changes } = steps.reduce((result, step) => step(result, wanted), renamed);
  return { state: withWantedText(state, wanted), changes };
}
