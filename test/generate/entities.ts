import {
  Check,
  ChildEntity,
  Column,
  Entity,
  Generated,
  getMetadataArgsStorage,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  ViewColumn,
  ViewEntity,
  type IndexOptions,
  type PrimaryColumnOptions,
} from 'typeorm';
import type { UniqueOptions } from 'typeorm/decorator/options/UniqueOptions.js';
import type {
  ChildModel,
  ColumnModel,
  IndexModel,
  Model,
  RelationModel,
  TableModel,
  UniqueModel,
  ViewModel,
} from './model';

type EntityClass = new () => object;
type Resolve = (sql: string) => string;
type Classes = ReadonlyMap<string, EntityClass>;

const COMMON: Record<'increment' | 'identity', object> = {
  increment: { type: 'int' },
  identity: { type: 'int', generatedIdentity: 'BY DEFAULT' },
};

const quote = (name: string): string => `"${name}"`;
const pathOf = (name: string, schema = 'public'): string => `${quote(schema)}.${quote(name)}`;

/** The names that `{Entity}` and `{Entity.property}` stand for. */
function resolver({ tables, children, views }: Model): Resolve {
  const shapeOf = (entity: string): TableModel =>
    tables[entity] ?? { ...tables[children[entity]!.of]!, ...children[entity]! };
  return (sql) =>
    sql.replace(/\{(\w+)(?:\.(\w+))?\}/g, (_, entity: string, property?: string) => {
      const view = views[entity];
      if (view) return property ? quote(property) : pathOf(view.view, view.schema);
      const shape = shapeOf(entity);
      if (property === undefined) return pathOf(shape.table, shape.schema);
      const relation = shape.relations[property];
      if (relation) return quote(relation.column ?? `${property}Id`);
      const column = shape.columns[property];
      if (!column) throw new Error(`${entity} has no ${property}`);
      return quote(column.name ?? property);
    });
}

function decorateColumn(entity: EntityClass, property: string, model: ColumnModel, sql: Resolve): void {
  const { key, counted, ...rest } = model;
  const options = rest.asExpression === undefined ? rest : { ...rest, asExpression: sql(rest.asExpression) };
  const decorate = (decorator: PropertyDecorator): void => decorator(entity.prototype as object, property);
  if (key === undefined) decorate(Column(options));
  else if (key === 'plain') decorate(PrimaryColumn(options as PrimaryColumnOptions));
  else if (key === 'uuid') decorate(PrimaryGeneratedColumn('uuid', options as object));
  else decorate(PrimaryGeneratedColumn(key as 'increment', { ...COMMON[key], ...(options as object) }));
  if (counted) decorate(Generated('increment'));
}

function decorateRelation(
  entity: EntityClass,
  property: string,
  { kind, to, options, column, junction }: RelationModel,
  classes: Classes,
): void {
  const target = (): EntityClass => classes.get(to)!;
  const decorate = (decorator: PropertyDecorator): void => decorator(entity.prototype as object, property);
  const join = (): void => decorate(column === undefined ? JoinColumn() : JoinColumn({ name: column }));
  switch (kind) {
    case 'many-to-one':
      decorate(ManyToOne(target, options ?? {}));
      return join();
    case 'one-to-one':
      decorate(OneToOne(target, options ?? {}));
      return join();
    case 'many-to-many':
      decorate(ManyToMany(target, options ?? {}));
      return decorate(JoinTable(junction as object));
    case 'tree parent':
      Reflect.defineMetadata('design:type', entity, entity.prototype as object, property);
      return decorate(TreeParent());
    case 'tree children':
      Reflect.defineMetadata('design:type', Array, entity.prototype as object, property);
      return decorate(TreeChildren());
  }
}

/** What goes before the other arguments of a decorator. */
const given = (name: string): [string] | [] => (name.startsWith('#') ? [] : [name]);

function decorateIndex(entity: EntityClass, name: string, { columns, unique, where }: IndexModel, sql: Resolve): void {
  const options = { unique, where: where === undefined ? undefined : sql(where) };
  Index(...([...given(name), [...columns], options] as [string, string[], IndexOptions]))(entity);
}

function decorateUnique(entity: EntityClass, name: string, { columns, deferrable }: UniqueModel): void {
  Unique(...([...given(name), [...columns], { deferrable }] as [string, string[], UniqueOptions]))(entity);
}

function decorateShape(
  entity: EntityClass,
  { columns, relations }: Pick<ChildModel, 'columns' | 'relations'>,
  classes: Classes,
  sql: Resolve,
): void {
  for (const [property, column] of Object.entries(columns)) decorateColumn(entity, property, column, sql);
  for (const [property, relation] of Object.entries(relations)) decorateRelation(entity, property, relation, classes);
}

function decorateTable(entity: EntityClass, model: TableModel, classes: Classes, sql: Resolve): void {
  const { table: name, schema, comment, tree, discriminator } = model;
  decorateShape(entity, model, classes, sql);
  for (const [check, expression] of Object.entries(model.checks))
    Check(...([...given(check), sql(expression)] as [string, string]))(entity);
  for (const [index, described] of Object.entries(model.indexes)) decorateIndex(entity, index, described, sql);
  for (const [unique, described] of Object.entries(model.uniques)) decorateUnique(entity, unique, described);
  if (tree) Tree(tree as 'closure-table')(entity);
  if (discriminator) TableInheritance({ column: discriminator })(entity);
  Entity({ name, schema, comment })(entity);
}

function decorateView(entity: EntityClass, model: ViewModel, classes: Classes, sql: Resolve): void {
  const { view: name, schema, materialized, expression, columns, indexes, over } = model;
  for (const column of columns) ViewColumn()(entity.prototype as object, column);
  for (const [index, described] of Object.entries(indexes)) decorateIndex(entity, index, described, sql);
  const dependsOn = over?.map((view) => classes.get(view)!);
  ViewEntity({ name, schema, materialized, expression: sql(expression), dependsOn })(entity);
}

const declare = (name: string, parent: EntityClass = Object): EntityClass =>
  Object.defineProperty(class extends parent {}, 'name', { value: name });

/** What the decorators note is for one DataSource only, or the next ones would wade through it. */
export function forgetEntities(): void {
  for (const noted of Object.values(getMetadataArgsStorage())) if (Array.isArray(noted)) noted.length = 0;
}

/** Declares the classes that the model describes, decorated as an app would do it. */
export function entitiesOf(model: Model): EntityClass[] {
  const classes = new Map<string, EntityClass>();
  for (const name of [...Object.keys(model.tables), ...Object.keys(model.views)]) classes.set(name, declare(name));
  for (const [name, { of }] of Object.entries(model.children)) classes.set(name, declare(name, classes.get(of)));
  const sql = resolver(model);
  for (const [name, described] of Object.entries(model.tables))
    decorateTable(classes.get(name)!, described, classes, sql);
  for (const [name, described] of Object.entries(model.children)) {
    decorateShape(classes.get(name)!, described, classes, sql);
    ChildEntity(name)(classes.get(name)!);
  }
  for (const [name, described] of Object.entries(model.views))
    decorateView(classes.get(name)!, described, classes, sql);
  return [...classes.values()];
}
