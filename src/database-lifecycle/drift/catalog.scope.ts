import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { nameKey, pathOf } from '../sql/identifier';

const keyOf = ({ schema, name }: NamedObject): string => nameKey(schema, name);

const relations = ({ tables, views }: CatalogSnapshot): NamedObject[] => [...tables, ...views];

/** The tables and views, each `schema.name`. */
export const relationPaths = (catalog: CatalogSnapshot): string[] => relations(catalog).map(pathOf).toSorted();

type Part = { readonly schema: string; readonly table: string };

/** Keeps the chosen relations with all that belongs to them, and of other objects those that `stands` chooses. */
function cut(
  catalog: CatalogSnapshot,
  isRelation: (relation: NamedObject) => boolean,
  stands: {
    enum(type: NamedObject): boolean;
    sequence(sequence: NamedObject): boolean;
    schema(name: string): boolean;
    extension(name: string): boolean;
  },
): CatalogSnapshot {
  const ofRelation = ({ schema, table: name }: Part): boolean => isRelation({ schema, name });
  return {
    schemas: catalog.schemas.filter(stands.schema),
    extensions: catalog.extensions.filter(({ name }) => stands.extension(name)),
    enums: catalog.enums.filter(stands.enum),
    sequences: catalog.sequences.filter(
      (sequence) => stands.sequence(sequence) || (sequence.ownedBy !== null && ofRelation(sequence.ownedBy)),
    ),
    tables: catalog.tables.filter(isRelation),
    columns: catalog.columns.filter(ofRelation),
    constraints: catalog.constraints.filter(ofRelation),
    indexes: catalog.indexes.filter(ofRelation),
    views: catalog.views.filter(isRelation),
  };
}

const among =
  (keys: ReadonlySet<string>) =>
  (object: NamedObject): boolean =>
    keys.has(keyOf(object));

/** The objects that at least one of the known catalogs has too, and all that belongs to their tables. */
export function within(catalog: CatalogSnapshot, known: readonly CatalogSnapshot[]): CatalogSnapshot {
  const oneOf = (names: (other: CatalogSnapshot) => readonly string[]) => new Set(known.flatMap(names));
  const [schemas, extensions] = [
    oneOf((other) => other.schemas),
    oneOf((other) => other.extensions.map(({ name }) => name)),
  ];
  return cut(catalog, among(oneOf((other) => relations(other).map(keyOf))), {
    enum: among(oneOf((other) => other.enums.map(keyOf))),
    sequence: among(oneOf((other) => other.sequences.map(keyOf))),
    schema: (name) => schemas.has(name),
    extension: (name) => extensions.has(name),
  });
}

/** As format_type() names it for a column that holds it, without quotes. */
const bareType = (type: string): string => type.replaceAll('"', '').replace(/(\[\])+$/, '');

/** The tables and views of these paths, with what belongs to them and the enums of their columns. */
export function onlyRelations(catalog: CatalogSnapshot, paths: ReadonlySet<string>): CatalogSnapshot {
  const isKept = (relation: NamedObject): boolean => paths.has(pathOf(relation));
  const types = new Set(
    catalog.columns.filter(({ schema, table: name }) => isKept({ schema, name })).map(({ type }) => bareType(type)),
  );
  return cut(catalog, isKept, {
    enum: (type) => types.has(bareType(pathOf(type))),
    sequence: () => false,
    schema: () => false,
    extension: () => false,
  });
}
