import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../common/page.query.dto';
import { sortKeys } from '../../common/sort-keys';
import { IsUUID } from '../../common/uuid';
import { PetGender } from '../pet-gender.enum';

const SORT_KEYS = sortKeys('name', 'species', 'breed', 'birthDate', 'weight');

export class ListPetsQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', enum: SORT_KEYS })
  @IsIn(SORT_KEYS)
  sort: (typeof SORT_KEYS)[number] = 'name';

  /** Part of the name, in any case. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  species?: string;

  @IsOptional()
  @IsEnum(PetGender)
  gender?: PetGender;

  @IsOptional()
  @IsUUID()
  ownerId?: string;
}
