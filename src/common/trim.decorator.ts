import { Transform } from 'class-transformer';

/** White space around a text does not count; what is not a text is left to the validation. */
export const Trim = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
