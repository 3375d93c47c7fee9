import { isRelation, type ColumnField, type Field } from '../fields/field';
import { columnName, type EntityModel, entityFile, enumFile, enumName } from '../model/entity.model';
import { typeOptions, valueType } from './column.types';
import { ImportList } from './import.list';
import { relationMembers } from './relation.template';
import { INTEGER } from './validation.template';

const INDENT = '  ';

function columnMember(model: EntityModel, field: ColumnField, imports: ImportList): string {
  const name = columnName(field.name);
  const options = [
    ...(name === undefined ? [] : [`name: '${name}'`]),
    typeOptions(model, field),
    ...(field.unique ? ['unique: true'] : []),
    ...(field.optional ? ['nullable: true'] : []),
    ...(field.kind === 'decimal' ? ['transformer: numericTransformer'] : []),
  ];
  if (field.kind === 'decimal')
    imports.value(`${model.app.sourceRoot}/common/numeric.transformer`, 'numericTransformer');
  if (field.kind === 'enum') imports.value(enumFile(model, field), enumName(model, field));
  if (field.indexed) imports.value('typeorm', 'Index');
  const describesInteger = field.kind === 'int' && model.app.packages.has('@nestjs/swagger');
  if (describesInteger) imports.value('@nestjs/swagger', 'ApiProperty');
  return [
    ...(field.kind === 'date' ? ['/** `YYYY-MM-DD`: a day has no time zone, so it is no Date. */'] : []),
    ...(describesInteger ? [INTEGER] : []),
    ...(field.indexed ? ['@Index()'] : []),
    `@Column({ ${options.join(', ')} })`,
    `${field.name}${model.app.definite}: ${valueType(model, field)}${field.optional ? ' | null' : ''};`,
  ].join(`\n${INDENT}`);
}

function members(model: EntityModel, field: Field, imports: ImportList): string[] {
  if (isRelation(field)) return relationMembers(model, field, imports);
  imports.value('typeorm', 'Column');
  return [columnMember(model, field, imports)];
}

/** The entity's file. */
export function entitySource(model: EntityModel): string {
  const { names, app } = model;
  const imports = new ImportList(app, entityFile(model));
  imports.value('typeorm', 'CreateDateColumn', 'Entity', 'PrimaryGeneratedColumn', 'UpdateDateColumn');
  const body = [
    `@PrimaryGeneratedColumn('uuid')\n${INDENT}id${app.definite}: string;`,
    ...model.fields.flatMap((field) => members(model, field, imports)),
    `@CreateDateColumn({ name: 'created_at', type: 'timestamptz' })\n${INDENT}createdAt${app.definite}: Date;`,
    `@UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })\n${INDENT}updatedAt${app.definite}: Date;`,
  ];
  return `${imports}

@Entity('${names.table}')
export class ${names.entity} {
${body.map((member) => `${INDENT}${member}`).join('\n\n')}
}
`;
}
