import type { ChildModel, ColumnModel, Model, RelationModel, TableModel, ViewModel } from './model';

/** What a developer does to the entities, and what becomes of the rows. Tables and columns are called as in the base. */
export interface Change {
  readonly name: string;
  /** @throws when what it changes is not there (any more): then it can't follow the change that took it away */
  readonly make: (model: Model) => void;
  /** Tables `schema.table` and columns `schema.table.column` whose values go, which the draft must announce. */
  readonly loses?: readonly string[];
  /** Columns whose values go, and are only computed from others. */
  readonly drops?: readonly string[];
  /** Columns whose values may not fit, which the draft must announce; those of the base do. */
  readonly risks?: readonly string[];
  /** Columns of enums of which labels go that no row of the base has, which the draft must announce by the type. */
  readonly unlabels?: readonly string[];
  /** What a person answers: the old table or column, and its new name alone. */
  readonly renames?: Readonly<Record<string, string>>;
  /** SQL over the row of the base for what a column holds afterwards, where its text is not the same. */
  readonly reads?: Readonly<Record<string, string>>;
  /** The same for what it holds when the change is undone. */
  readonly returns?: Readonly<Record<string, string>>;
  /** Whether undoing it needs values that nobody has where rows are: it fails then, and changes nothing. */
  readonly stuck?: true;
  /** The column that can't be made where rows are, which the draft must refuse. */
  readonly refused?: string;
}

export const change = (name: string, make: Change['make'], rows: Omit<Change, 'name' | 'make'> = {}): Change => ({
  name,
  make,
  ...rows,
});

function got<Part>(part: Part | undefined, what: string): Part {
  if (part === undefined) throw new Error(`${what} is not there`);
  return part;
}

export const tableOf = ({ tables }: Model, entity: string): TableModel => got(tables[entity], entity);
export const viewOf = ({ views }: Model, entity: string): ViewModel => got(views[entity], entity);
const shapeOf = ({ tables, children }: Model, entity: string): TableModel | ChildModel =>
  got(tables[entity] ?? children[entity], entity);

/** Sets options of a column that is there. */
export function alter(model: Model, entity: string, property: string, options: Partial<ColumnModel>): void {
  const { columns } = shapeOf(model, entity);
  columns[property] = { ...got(columns[property], `${entity}.${property}`), ...options };
}

/** Adds a column that is not there. */
export function add(model: Model, entity: string, property: string, options: ColumnModel): void {
  if (options.asExpression !== undefined) refer(model, options.asExpression);
  shapeOf(model, entity).columns[property] = options;
}

export function remove(model: Model, entity: string, property: string): void {
  const { columns } = shapeOf(model, entity);
  got(columns[property], `${entity}.${property}`);
  delete columns[property];
}

/** Adds a relation, or sets options of one. */
export function relate(model: Model, entity: string, property: string, relation: Partial<RelationModel>): void {
  const { relations } = shapeOf(model, entity);
  const old = relation.kind === undefined ? got(relations[property], `${entity}.${property}`) : undefined;
  relations[property] = { ...old, ...relation, options: { ...old?.options, ...relation.options } } as RelationModel;
  if (relation.to !== undefined) shapeOf(model, relation.to);
}

export function separate(model: Model, entity: string, property: string): void {
  const { relations } = shapeOf(model, entity);
  got(relations[property], `${entity}.${property}`);
  delete relations[property];
}

/** Passes when all that the SQL names is there. */
export function refer(model: Model, sql: string): string {
  for (const [, entity, property] of sql.matchAll(/\{(\w+)(?:\.(\w+))?\}/g)) {
    if (model.views[entity!]) continue;
    const { columns, relations } = shapeOf(model, entity!);
    if (property !== undefined) got(columns[property] ?? relations[property], `${entity}.${property}`);
  }
  return sql;
}

/** Adds or replaces a check, unique or index that needs certain columns. */
export function constrain<Kind extends 'checks' | 'uniques' | 'indexes'>(
  model: Model,
  entity: string,
  kind: Kind,
  name: string,
  part: TableModel[Kind][string],
): void {
  const table = tableOf(model, entity);
  if (typeof part === 'string') refer(model, part);
  else for (const property of part.columns) got(table.columns[property] ?? table.relations[property], property);
  table[kind][name] = part as never;
}

export function release(model: Model, entity: string, kind: 'checks' | 'uniques' | 'indexes', name: string): void {
  const table = tableOf(model, entity);
  got(table[kind][name] as unknown, name);
  delete table[kind][name];
}

/** Changes the labels of an enum column. */
export function relabel(model: Model, entity: string, property: string, make: (labels: string[]) => string[]): void {
  const { columns } = shapeOf(model, entity);
  const labels = got(columns[property]?.enum, `${entity}.${property}`) as string[];
  alter(model, entity, property, { enum: make(labels) });
}

export const without =
  (label: string) =>
  (labels: string[]): string[] => {
    if (!labels.includes(label)) throw new Error(`${label} is not there`);
    return labels.filter((other) => other !== label);
  };
