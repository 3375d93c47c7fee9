import type { ColumnField, Field } from '../fields/field';
import { isRelation } from '../fields/field';
import { type EntityModel, enumFile, enumName, targetOf } from '../model/entity.model';
import type { ImportList } from './import.list';

const LONGEST_TEXT = 10_000;
const MAX_INTEGER = 2_147_483_647;

/** To the compiler's plugin of @nestjs/swagger each number is one with a fraction. */
export const INTEGER = `@ApiProperty({ type: 'integer' })`;

/** What a decimal holds at most: 999.99, of decimal(5,2). */
export function largest(precision: number, scale: number): string {
  const digits = '9'.repeat(precision);
  return scale === 0 ? digits : `${digits.slice(0, -scale) || '0'}.${digits.slice(-scale)}`;
}

function columnRules(model: EntityModel, field: ColumnField): string[] {
  switch (field.kind) {
    case 'string':
      return ['@Trim()', '@IsString()', `@Length(1, ${field.length})`];
    case 'text':
      return ['@Trim()', '@IsString()', `@Length(1, ${LONGEST_TEXT})`];
    case 'int':
      return [INTEGER, '@IsInt()', `@Min(-${MAX_INTEGER})`, `@Max(${MAX_INTEGER})`];
    case 'float':
      return ['@IsNumber()'];
    case 'decimal': {
      const most = largest(field.precision, field.scale);
      return ['@IsNumber()', `@MaxDecimalPlaces(${field.scale})`, `@Min(-${most})`, `@Max(${most})`];
    }
    case 'boolean':
      return ['@IsBoolean()'];
    case 'date':
      return [
        `@Matches(/^\\d{4}-\\d{2}-\\d{2}$/, { message: '${field.name} must be a date in the form YYYY-MM-DD' })`,
        `@IsISO8601({ strict: true }, { message: '${field.name} must be a day that exists' })`,
      ];
    case 'timestamp':
      return [
        '@Instant()',
        `@IsDate({ message: '${field.name} must be a time with its offset, such as 2024-02-29T12:00:00Z' })`,
      ];
    case 'uuid':
      return ['@IsUUID()'];
    case 'json':
      return ['@IsObject()'];
    case 'enum':
      return [`@IsEnum(${enumName(model, field)})`];
  }
}

const keyRule = (type: 'uuid' | 'integer', each: boolean): string =>
  type === 'uuid' ? `@IsUUID(${each ? '{ each: true }' : ''})` : `@IsInt(${each ? '{ each: true }' : ''})`;

function rulesOf(model: EntityModel, field: Field): string[] {
  if (!isRelation(field)) return columnRules(model, field);
  const { type } = targetOf(model, field).key;
  return field.kind === 'belongsTo'
    ? [keyRule(type, false)]
    : ['@IsArray()', '@ArrayMaxSize(100)', '@ArrayUnique()', keyRule(type, true)];
}

/** Decorators of the app's own, with the file that each is in. */
const OWN: Readonly<Record<string, string>> = {
  Instant: 'instant.decorator',
  IsUUID: 'uuid',
  MaxDecimalPlaces: 'decimal-places.decorator',
  Trim: 'trim.decorator',
};

const decoratorName = (rule: string): string => /^@(\w+)/.exec(rule)?.[1] ?? '';

/** The decorators that a value of this field is checked with, each on its line. */
export function validation(model: EntityModel, field: Field, imports: ImportList): string[] {
  const rules = rulesOf(model, field);
  for (const name of rules.map(decoratorName)) {
    const own = OWN[name];
    if (own) imports.value(`${model.app.sourceRoot}/common/${own}`, name);
    else imports.value(name.startsWith('Api') ? '@nestjs/swagger' : 'class-validator', name);
  }
  if (field.kind === 'enum') imports.value(enumFile(model, field), enumName(model, field));
  return rules;
}
