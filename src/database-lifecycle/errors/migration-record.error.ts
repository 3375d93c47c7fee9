import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteIdentifier, quotePath } from '../sql/identifier';
import { DatabaseLifecycleError } from './database-lifecycle.error';

const showingAll = (record: NamedObject, role: string): string =>
  `CREATE POLICY shows_all ON ${quotePath(record)} FOR SELECT TO ${quoteIdentifier(role)} USING (true);`;

/** TypeORM's record of migrations is there and the role may not read it. Nothing was changed. */
export class MigrationRecordHiddenError extends DatabaseLifecycleError {
  /** @param byPolicy whether it is a policy that keeps rows from the role */
  constructor(record: NamedObject, role: string, owner: string, byPolicy: boolean) {
    super(
      `Role ${role} may not read ${byPolicy ? 'all of ' : ''}${pathOf(record)}, the record of migrations, so which have run can not be told. Nothing was changed.`,
      [
        byPolicy
          ? `To look: as ${owner}, ${showingAll(record, role)}`
          : `To look: as ${owner}, GRANT SELECT ON ${quotePath(record)} TO ${quoteIdentifier(role)};`,
        `To run migrations, be the role that made it: DATABASE_URL of ${owner}, or ALTER ROLE ${quoteIdentifier(role)} SET role = ${quoteIdentifier(owner)}; for one of its members.`,
      ],
    );
  }
}
