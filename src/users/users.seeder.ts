import { Seeder, type SeederContext, type SeederRunner } from '../database-lifecycle';
import { UserRole } from './user-role.enum';
import { User } from './user.entity';

const ROLES = [UserRole.Admin, UserRole.Staff, UserRole.Owner, UserRole.Owner];

/** Sample users: one admin, one of the staff, two owners. */
@Seeder({ key: 'users', entities: [User] })
export class UsersSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    await manager.insert(
      User,
      ROLES.map((role) => {
        const [firstName, lastName] = [faker.person.firstName(), faker.person.lastName()];
        return {
          id: faker.string.uuid(),
          email: faker.internet.exampleEmail({ firstName, lastName }).toLowerCase(),
          fullName: `${firstName} ${lastName}`,
          role,
        };
      }),
    );
  }
}
