import { ValidateIf } from 'class-validator';

/** The property may be left out but not be null, unlike with `@IsOptional()`: for columns with a default. */
export const MayBeOmitted = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
