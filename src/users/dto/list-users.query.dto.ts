import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsEnum, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../common/page.query.dto';
import { QueryBoolean } from '../../common/query-boolean.decorator';
import { sortKeys } from '../../common/sort-keys';
import { UserRole } from '../user-role.enum';

const SORT_KEYS = sortKeys('createdAt', 'updatedAt', 'email', 'fullName');

export class ListUsersQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', enum: SORT_KEYS })
  @IsIn(SORT_KEYS)
  sort: (typeof SORT_KEYS)[number] = 'createdAt';

  @IsOptional()
  @IsEnum(UserRole)
  role?: UserRole;

  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  isActive?: boolean;

  /** Part of the email address, in any case. */
  @IsOptional()
  @IsString()
  @MaxLength(254)
  email?: string;
}
