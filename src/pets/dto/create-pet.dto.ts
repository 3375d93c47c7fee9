import { IsEnum, IsISO8601, IsNumber, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { MaxDecimalPlaces } from '../../common/decimal-places.decorator';
import { MayBeOmitted } from '../../common/may-be-omitted.decorator';
import { Trim } from '../../common/trim.decorator';
import { IsUUID } from '../../common/uuid';
import { PetGender } from '../pet-gender.enum';

export class CreatePetDto {
  @Trim()
  @IsString()
  @Length(1, 80)
  name: string;

  /** For example `dog`. */
  @Trim()
  @IsString()
  @Length(1, 40)
  species: string;

  @IsOptional()
  @Trim()
  @IsString()
  @Length(1, 80)
  breed?: string | null;

  @MayBeOmitted()
  @IsEnum(PetGender)
  gender?: PetGender;

  /** `YYYY-MM-DD` */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'birthDate must be a date in the form YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'birthDate must be a day that exists' })
  birthDate?: string | null;

  /** In kilograms. */
  @IsOptional()
  @IsNumber()
  @MaxDecimalPlaces(2)
  @Min(0.01)
  @Max(999.99)
  weight?: number | null;

  /** The user that the pet belongs to. */
  @IsUUID()
  ownerId: string;
}
