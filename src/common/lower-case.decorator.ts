import { Transform } from 'class-transformer';

/** For what people write in any case and mean as the same, such as an email address. */
export const LowerCase = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));
