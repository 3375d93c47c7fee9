import type { ColumnField, Field } from '../fields/field';
import { enumMembers } from '../model/enum.members';
import { type EntityModel, enumName } from '../model/entity.model';
import { largest } from './validation.template';

/** How many rows of sample data are made at most. */
const MOST_ROWS = 6;

/** How many values a unique field has; undefined where they do not run out. */
function valuesOf(field: Field): number | undefined {
  if (!field.unique) return undefined;
  if (field.kind === 'enum') return field.labels.length;
  return field.kind === 'boolean' ? 2 : undefined;
}

/** Whether no more rows can be made than the sample data have. */
export const hasFewValues = ({ fields }: EntityModel): boolean => fields.some((field) => valuesOf(field) !== undefined);

/** As many rows as a unique field has values for. */
export const sampleRows = ({ fields }: EntityModel): number =>
  Math.min(MOST_ROWS, ...fields.map((field) => valuesOf(field) ?? MOST_ROWS));

/** No two rows have the same; a seeder counts them by `index`. */
function uniqueValue(model: EntityModel, field: ColumnField): string {
  switch (field.kind) {
    case 'string':
      return field.length >= field.name.length + 2 ? `\`${field.name}-\${index + 1}\`` : 'String(index + 1)';
    case 'text':
      return `\`${field.name}-\${index + 1}\``;
    case 'int':
    case 'float':
      return 'index + 1';
    case 'decimal':
      return field.scale > 0 ? `(index + 1) / ${10 ** field.scale}` : 'index + 1';
    case 'boolean':
      return 'index === 0';
    case 'date':
      return 'new Date(Date.UTC(2024, 0, index + 1)).toISOString().slice(0, 10)';
    case 'timestamp':
      return 'new Date(Date.UTC(2024, 0, index + 1))';
    case 'enum':
      return `Object.values(${enumName(model, field)})[index]`;
    default:
      return 'faker.string.uuid()';
  }
}

/** The expression of a seeder that makes one value. */
export function fakerValue(model: EntityModel, field: ColumnField): string {
  if (field.unique) return uniqueValue(model, field);
  switch (field.kind) {
    case 'string':
      return field.length < 20
        ? `faker.string.alpha({ length: { min: 1, max: ${field.length} } })`
        : 'faker.lorem.word({ length: { min: 3, max: 12 } })';
    case 'text':
      return 'faker.lorem.paragraph()';
    case 'int':
      return 'faker.number.int({ min: 1, max: 1000 })';
    case 'float':
      return 'faker.number.float({ min: 0, max: 100 })';
    case 'decimal':
      return `faker.number.float({ min: 0, max: ${Math.min(1000, Number(largest(field.precision, field.scale)))}, fractionDigits: ${field.scale} })`;
    case 'boolean':
      return 'faker.datatype.boolean()';
    case 'date':
      return 'faker.date.past({ years: 12 }).toISOString().slice(0, 10)';
    case 'timestamp':
      return 'faker.date.past({ years: 2 })';
    case 'uuid':
      return 'faker.string.uuid()';
    case 'json':
      return '{ note: faker.lorem.word() }';
    case 'enum':
      return `faker.helpers.enumValue(${enumName(model, field)})`;
  }
}

/** What a test sends for a field, as JSON, and what it sends that must be refused. */
export function exampleValue(field: ColumnField): { readonly good: unknown; readonly bad: unknown } {
  switch (field.kind) {
    case 'string':
      return { good: `Some ${field.name}`.slice(0, field.length).trim(), bad: '' };
    case 'text':
      return { good: `Some ${field.name}`, bad: '' };
    case 'int':
      return { good: 7, bad: 1.5 };
    case 'float':
      return { good: 1.5, bad: 'much' };
    case 'decimal':
      return { good: Number(largest(field.precision, field.scale)), bad: '1' };
    case 'boolean':
      return { good: true, bad: 'yes' };
    case 'date':
      return { good: '2024-02-29', bad: '2023-02-29' };
    case 'timestamp':
      return { good: '2024-02-29T12:00:00.000Z', bad: '2023-02-29T12:00:00Z' };
    case 'uuid':
      return { good: '0b6a9e0e-8f0a-4b4c-9d63-6c1f0e7a2d11', bad: 'none' };
    case 'json':
      return { good: { note: 'some' }, bad: 'some' };
    case 'enum':
      return { good: enumMembers(field)[0]!.label, bad: 'none of them' };
  }
}
