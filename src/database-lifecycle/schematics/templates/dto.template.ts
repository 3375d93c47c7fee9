import { isRelation, type Field } from '../fields/field';
import { type EntityModel, entityFile, keyType, sentAs, targetOf } from '../model/entity.model';
import { valueType } from './column.types';
import { ImportList } from './import.list';
import { validation } from './validation.template';

const INDENT = '  ';

export const dtoFile = ({ directory, names }: EntityModel, kind: 'create' | 'update'): string =>
  `${directory}/dto/${kind}-${names.file}.dto.ts`;
export const pageFile = ({ directory, names }: EntityModel): string =>
  `${directory}/dto/${names.directory}.page.dto.ts`;

function bodyType(model: EntityModel, field: Field): string {
  if (!isRelation(field)) return valueType(model, field);
  const key = keyType(targetOf(model, field));
  return field.kind === 'belongsTo' ? key : `${key}[]`;
}

function property(model: EntityModel, field: Field, imports: ImportList): string {
  const { app } = model;
  const lines: string[] = [];
  const many = field.kind === 'manyToMany';
  if (field.kind === 'date') lines.push('/** `YYYY-MM-DD` */');
  if (many) lines.push('/** All that it has; what is not among them goes. */');
  if (field.optional) {
    imports.value('class-validator', 'IsOptional');
    lines.push('@IsOptional()');
  }
  if (many) {
    imports.value(`${app.sourceRoot}/common/may-be-omitted.decorator`, 'MayBeOmitted');
    lines.push('@MayBeOmitted()');
  }
  lines.push(...validation(model, field, imports));
  const mark = field.optional || many ? '?' : app.definite;
  lines.push(`${sentAs(field)}${mark}: ${bodyType(model, field)}${field.optional ? ' | null' : ''};`);
  return lines.map((line) => `${INDENT}${line}`).join('\n');
}

/** What a client sends for a new one. */
export function createDtoSource(model: EntityModel): string {
  const imports = new ImportList(model.app, dtoFile(model, 'create'));
  const properties = model.fields.map((field) => property(model, field, imports));
  const body = properties.length > 0 ? `{\n${properties.join('\n\n')}\n}` : '{}';
  const head = properties.length > 0 ? `${imports}\n\n` : '';
  return `${head}export class Create${model.names.entity}Dto ${body}\n`;
}

export function updateDtoSource(model: EntityModel): string {
  const { entity } = model.names;
  const imports = new ImportList(model.app, dtoFile(model, 'update'));
  imports.value('@nestjs/swagger', 'PartialType');
  imports.value(dtoFile(model, 'create'), `Create${entity}Dto`);
  return `${imports}

/** What is left out stays as it is; null empties what may be empty. */
export class Update${entity}Dto extends PartialType(Create${entity}Dto, { skipNullProperties: false }) {}
`;
}

export function pageDtoSource(model: EntityModel): string {
  const { app, names } = model;
  const imports = new ImportList(app, pageFile(model));
  imports.value(`${app.sourceRoot}/common/page`, 'PageOf');
  imports.value(entityFile(model), names.entity);
  return `${imports}

export class ${names.feature}Page extends PageOf(${names.entity}) {}
`;
}
