/** A literal, with the cast that PostgreSQL prints behind it, or the moment of the statement, which is one for all rows. */
const CONSTANT = /^(\(?-?\d+(\.\d+)?\)?|'([^']|'')*'|true|false|NULL)(::[\w ".()[\],]+)?$|^(now\(\)|CURRENT_\w+)$/;

/** Whether a default is one value for all rows, so that a new column with it needs no row to be written. */
export const isConstant = (expression: string): boolean => CONSTANT.test(expression);
