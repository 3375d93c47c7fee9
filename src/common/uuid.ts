import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { buildMessage, ValidateBy, type ValidationOptions } from 'class-validator';

/*
 * What PostgreSQL takes for a uuid. The checks of class-validator and Nest accept only the versions of RFC 9562: a row with
 * an id made by hand, such as 11111111-1111-1111-1111-111111111111, would be listed, but could not be read.
 */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  return typeof value === 'string' ? value.toLowerCase() : value;
};

/** A uuid, put in lower case as PostgreSQL gives it back; Swift, for one, writes capitals. */
export const IsUUID =
  (options?: ValidationOptions): PropertyDecorator =>
  (target, property) => {
    Transform(({ value }: { value: unknown }) => lowered(value))(target, property);
    ValidateBy(
      {
        name: 'isUuid',
        validator: {
          validate: (value) => typeof value === 'string' && UUID.test(value),
          defaultMessage: buildMessage((each) => `${each}$property must be a UUID`, options),
        },
      },
      options,
    )(target, property);
  };

/** Refuses with 400 what is no uuid. */
@Injectable()
export class ParseUUIDPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (UUID.test(value)) return value;
    throw new BadRequestException('Validation failed (uuid is expected)');
  }
}
