import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityNotFoundError, Repository } from 'typeorm';
import { contains } from '../common/contains';
import { hasChanges } from '../common/has-changes';
import { onPrimary } from '../common/on-primary';
import { paginate } from '../common/paginate';
import type { CreateUserDto } from './dto/create-user.dto';
import type { ListUsersQuery } from './dto/list-users.query.dto';
import type { UpdateUserDto } from './dto/update-user.dto';
import type { UsersPage } from './dto/users.page.dto';
import { User } from './user.entity';

/** Database errors pass: DatabaseErrorFilter answers 404 and 409 for all features alike. */
@Injectable()
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  findAll(query: ListUsersQuery): Promise<UsersPage> {
    const { role, isActive, email } = query;
    return paginate(this.users, query, { role, isActive, email: email ? contains(email) : undefined });
  }

  findOne(id: string): Promise<User> {
    return this.users.findOneByOrFail({ id });
  }

  create(dto: CreateUserDto): Promise<User> {
    return this.users.save(this.users.create(dto));
  }

  // An UPDATE by id, since save() would insert a row again that somebody deletes meanwhile.
  update(id: string, dto: UpdateUserDto): Promise<User> {
    return onPrimary(this.users, async (rows) => {
      if (hasChanges(dto)) await rows.update({ id }, dto);
      return rows.findOneByOrFail({ id });
    });
  }

  async remove(id: string): Promise<void> {
    const { affected } = await this.users.delete({ id });
    if (!affected) throw new EntityNotFoundError(User, { id });
  }
}
