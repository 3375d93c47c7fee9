import { buildMessage, ValidateBy } from 'class-validator';

/**
 * No more than so many decimal places, beside `@IsNumber()`: its own `maxDecimalPlaces` looks for the point of `1e-7`,
 * which has none, and fails with a TypeError.
 */
export const MaxDecimalPlaces = (places: number): PropertyDecorator =>
  ValidateBy({
    name: 'maxDecimalPlaces',
    validator: {
      validate: (value) => typeof value !== 'number' || Number(value.toFixed(places)) === value,
      defaultMessage: buildMessage((each) => `${each}$property must have no more than ${places} decimal places`),
    },
  });
