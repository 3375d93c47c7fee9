import { PartialType } from '@nestjs/swagger';
import { CreatePetDto } from './create-pet.dto';

/** What is left out stays as it is; null empties what may be empty. */
export class UpdatePetDto extends PartialType(CreatePetDto, { skipNullProperties: false }) {}
