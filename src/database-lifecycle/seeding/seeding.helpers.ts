import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { RowFactory, SeedingHelpers, SeedingHelpersInput } from '../interfaces/seeding-helpers.interface';
import type { SqlSession } from '../sql/sql.session';
import { rowFactories } from './factory/row.factory';
import { rowHelpers } from './rows/row.helpers';

/** The helpers of one seeder's context; what they write goes into the session's open transaction. */
export function seedingHelpers(session: SqlSession, input: SeedingHelpersInput): SeedingHelpers {
  const factories = rowFactories(input.faker);
  const { dataSource } = session.runner;
  return {
    ...rowHelpers(session, input),
    factory: <Entity extends ObjectLiteral>(entity: EntityTarget<Entity>) =>
      factories(dataSource.getMetadata(entity)) as unknown as RowFactory<Entity>,
  };
}
