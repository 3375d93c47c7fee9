import { IsBoolean, IsEmail, IsEnum, IsString, Length, MaxLength } from 'class-validator';
import { LowerCase } from '../../common/lower-case.decorator';
import { MayBeOmitted } from '../../common/may-be-omitted.decorator';
import { Trim } from '../../common/trim.decorator';
import { UserRole } from '../user-role.enum';

export class CreateUserDto {
  /** Stored in lower case, and unique. */
  @Trim()
  @LowerCase()
  @IsEmail()
  @MaxLength(254)
  email: string;

  @Trim()
  @IsString()
  @Length(1, 120)
  fullName: string;

  @MayBeOmitted()
  @IsEnum(UserRole)
  role?: UserRole;

  @MayBeOmitted()
  @IsBoolean()
  isActive?: boolean;
}
