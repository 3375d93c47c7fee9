/** The values that `sort` takes: each field ascending, and descending with a leading minus. */
export const sortKeys = <Field extends string>(...fields: Field[]): (Field | `-${Field}`)[] =>
  fields.flatMap((field): (Field | `-${Field}`)[] => [field, `-${field}`]);
