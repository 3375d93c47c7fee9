import { Seeder, type SeederContext, type SeederRunner } from '../database-lifecycle';
import { UserRole } from './user-role.enum';
import { User } from './user.entity';

const COUNT = 4;

/** Sample users: one admin, one of the staff, all others owners. The factory makes what is not given here. */
@Seeder({ key: 'users', entities: [User] })
export class UsersSeeder implements SeederRunner {
  async run({ factory, copy, rows }: SeederContext): Promise<void> {
    const users = factory(User).with((faker, index) => ({
      id: faker.string.uuid(),
      role: [UserRole.Admin, UserRole.Staff][index] ?? UserRole.Owner,
    }));
    await copy(User, users.stream(rows(COUNT)));
  }
}
