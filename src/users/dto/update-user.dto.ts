import { PartialType } from '@nestjs/swagger';
import { CreateUserDto } from './create-user.dto';

/** What is left out stays as it is; null is not a way to leave something out. */
export class UpdateUserDto extends PartialType(CreateUserDto, { skipNullProperties: false }) {}
