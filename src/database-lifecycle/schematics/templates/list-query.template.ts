import { isRelation, type Field } from '../fields/field';
import { isFilter } from '../fields/list.filters';
import { type EntityModel, enumFile, enumName, keyType, sentAs, targetOf } from '../model/entity.model';
import { valueType } from './column.types';
import { ImportList } from './import.list';

export const listQueryFile = ({ directory, names }: EntityModel): string =>
  `${directory}/dto/list-${names.directory}.query.dto.ts`;

const SORTABLE = new Set<Field['kind']>(['string', 'int', 'float', 'decimal', 'date', 'timestamp']);

/** The fields that a list can be filtered by. */
export const filtersOf = ({ fields }: EntityModel): Field[] => fields.filter(isFilter);

function rulesOf(model: EntityModel, field: Field, imports: ImportList): string[] {
  switch (field.kind) {
    case 'string':
      imports.value('class-validator', 'IsString', 'MaxLength');
      return ['@IsString()', `@MaxLength(${field.length})`];
    case 'boolean':
      imports.value(`${model.app.sourceRoot}/common/query-boolean.decorator`, 'QueryBoolean');
      imports.value('class-validator', 'IsBoolean');
      return ['@QueryBoolean()', '@IsBoolean()'];
    case 'enum':
      imports.value(enumFile(model, field), enumName(model, field));
      imports.value('class-validator', 'IsEnum');
      return [`@IsEnum(${enumName(model, field)})`];
    default:
      if (isRelation(field) && targetOf(model, field).key.type === 'integer') {
        imports.value('class-validator', 'IsInt');
        imports.value('class-transformer', 'Type');
        return ['@Type(() => Number)', '@IsInt()'];
      }
      imports.value(`${model.app.sourceRoot}/common/uuid`, 'IsUUID');
      return ['@IsUUID()'];
  }
}

const typeOf = (model: EntityModel, field: Field): string =>
  isRelation(field) ? keyType(targetOf(model, field)) : valueType(model, field);

function property(model: EntityModel, field: Field, imports: ImportList): string {
  imports.value('class-validator', 'IsOptional');
  return [
    ...(field.kind === 'string' ? ['/** Part of it, in any case. */'] : []),
    '@IsOptional()',
    ...rulesOf(model, field, imports),
    `${sentAs(field)}?: ${typeOf(model, field)};`,
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}

/** What a client may ask a list for. */
export function listQuerySource(model: EntityModel): string {
  const { app, names, fields } = model;
  const imports = new ImportList(app, listQueryFile(model));
  imports.value('@nestjs/swagger', 'ApiPropertyOptional');
  imports.value('class-validator', 'IsIn');
  imports.value(`${app.sourceRoot}/common/page.query.dto`, 'PageQuery');
  imports.value(`${app.sourceRoot}/common/sort-keys`, 'sortKeys');
  const keys = ['createdAt', 'updatedAt', ...fields.filter(({ kind }) => SORTABLE.has(kind)).map(({ name }) => name)];
  const filters = filtersOf(model).map((field) => property(model, field, imports));
  const sort = `  @ApiPropertyOptional({ type: 'string', enum: SORT_KEYS })
  @IsIn(SORT_KEYS)
  sort: (typeof SORT_KEYS)[number] = 'createdAt';`;
  return `${imports}

const SORT_KEYS = sortKeys(${keys.map((key) => `'${key}'`).join(', ')});

export class List${names.feature}Query extends PageQuery {
${[sort, ...filters].join('\n\n')}
}
`;
}
