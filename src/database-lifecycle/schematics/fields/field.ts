interface FieldBase {
  /** In camelCase: the property of the entity. */
  readonly name: string;
  /** `?`: may be left out, and be null. */
  readonly optional: boolean;
  /** `!`: no two rows have the same. */
  readonly unique: boolean;
  /** `#`: an index of its own. */
  readonly indexed: boolean;
}

export type PlainKind = 'text' | 'int' | 'float' | 'boolean' | 'date' | 'timestamp' | 'uuid' | 'json';

interface PlainField extends FieldBase {
  readonly kind: PlainKind;
}

interface StringField extends FieldBase {
  readonly kind: 'string';
  readonly length: number;
}

interface DecimalField extends FieldBase {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}

export interface EnumField extends FieldBase {
  readonly kind: 'enum';
  readonly labels: readonly string[];
}

export interface RelationField extends FieldBase {
  readonly kind: 'belongsTo' | 'manyToMany';
  /** As written: the entity's class, or its file's name. */
  readonly target: string;
  /** The property that the other entity gets for its side; none when only this side is asked for. */
  readonly inverse?: string;
}

export type ColumnField = PlainField | StringField | DecimalField | EnumField;
export type Field = ColumnField | RelationField;

export const isRelation = (field: Field): field is RelationField =>
  field.kind === 'belongsTo' || field.kind === 'manyToMany';

export const isColumn = (field: Field): field is ColumnField => !isRelation(field);
