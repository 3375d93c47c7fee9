import { Transform } from 'class-transformer';

const BOOLEANS = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

/** Reads `true` and `false` of a query string; anything else is left to the validation. */
export const QueryBoolean = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value);
