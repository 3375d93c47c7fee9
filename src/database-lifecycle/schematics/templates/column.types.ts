import type { ColumnField } from '../fields/field';
import { type EntityModel, enumName } from '../model/entity.model';

/** Options of `@Column()` that say the PostgreSQL type. */
export function typeOptions(model: EntityModel, field: ColumnField): string {
  switch (field.kind) {
    case 'string':
      return `type: 'varchar', length: ${field.length}`;
    case 'int':
      return `type: 'integer'`;
    case 'float':
      return `type: 'double precision'`;
    case 'decimal':
      return `type: 'numeric', precision: ${field.precision}, scale: ${field.scale}`;
    case 'timestamp':
      return `type: 'timestamptz'`;
    case 'json':
      return `type: 'jsonb'`;
    case 'enum':
      return `type: 'enum', enum: ${enumName(model, field)}`;
    default:
      return `type: '${field.kind}'`;
  }
}

/** The TypeScript type of a column's value. */
export function valueType(model: EntityModel, field: ColumnField): string {
  switch (field.kind) {
    case 'int':
    case 'float':
    case 'decimal':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'timestamp':
      return 'Date';
    case 'json':
      return 'object';
    case 'enum':
      return enumName(model, field);
    default:
      return 'string';
  }
}
