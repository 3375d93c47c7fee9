import type { RelationField } from '../fields/field';
import { snakeCase } from '../names/letter-case';
import { variableOf } from '../names/reserved.words';
import {
  type EntityModel,
  entityFile,
  keyProperty,
  keyType,
  type RelationTarget,
  singularProperty,
  targetOf,
} from '../model/entity.model';
import type { ImportList } from './import.list';

const INDENT = '  ';
const lines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(`\n${INDENT}`);

/** What a client is told is the key; the rows of the other side are read where they are asked for. */
function hidden({ app }: EntityModel, imports: ImportList): string {
  if (!app.packages.has('@nestjs/swagger')) return '';
  imports.value('@nestjs/swagger', 'ApiHideProperty');
  return '@ApiHideProperty()';
}

function inverseArgument({ inverse }: RelationField, { name }: RelationTarget): string {
  const variable = variableOf(name);
  return inverse === undefined ? '' : `(${variable}) => ${variable}.${inverse}, `;
}

/** The column of the key, then the relation itself: clients and queries use the first without a join. */
function belongsTo(model: EntityModel, field: RelationField, imports: ImportList): string[] {
  const target = targetOf(model, field);
  const column = `${snakeCase(field.name)}_id`;
  const decorator = field.unique ? 'OneToOne' : 'ManyToOne';
  const empty = field.optional ? ' | null' : '';
  const { definite } = model.app;
  imports.value('typeorm', 'Column', 'JoinColumn', decorator);
  imports.type('typeorm', 'Relation');
  if (!field.unique) imports.value('typeorm', 'Index');
  return [
    lines(
      field.unique ? '' : '// PostgreSQL makes no index for a foreign key.',
      field.unique ? '' : '@Index()',
      `@Column({ name: '${column}', type: '${target.key.type}'${field.optional ? ', nullable: true' : ''} })`,
      `${keyProperty(field)}${definite}: ${keyType(target)}${empty};`,
    ),
    lines(
      hidden(model, imports),
      `@${decorator}(() => ${target.name}, ${inverseArgument(field, target)}{ nullable: ${field.optional}, onDelete: 'RESTRICT' })`,
      `@JoinColumn({ name: '${column}' })`,
      `${field.name}${definite}: Relation<${target.name}>${empty};`,
    ),
  ];
}

function manyToMany(model: EntityModel, field: RelationField, imports: ImportList): string[] {
  const target = targetOf(model, field);
  const table = `${model.names.table}_${snakeCase(field.name)}`;
  const [own, other] = [`${snakeCase(model.names.file)}_id`, `${snakeCase(singularProperty(field.name))}_id`];
  imports.value('typeorm', 'JoinTable', 'ManyToMany');
  imports.type('typeorm', 'Relation');
  return [
    lines(
      `@ManyToMany(() => ${target.name}, ${inverseArgument(field, target)}{ eager: true })`,
      `@JoinTable({ name: '${table}', joinColumn: { name: '${own}' }, inverseJoinColumn: { name: '${other}' } })`,
      `${field.name}${model.app.definite}: Relation<${target.name}[]>;`,
    ),
  ];
}

/** The members of this entity that a relation is made of. */
export function relationMembers(model: EntityModel, field: RelationField, imports: ImportList): string[] {
  const target = targetOf(model, field);
  if (target.path !== entityFile(model)) imports.value(target.path, target.name);
  return (field.kind === 'belongsTo' ? belongsTo : manyToMany)(model, field, imports);
}
