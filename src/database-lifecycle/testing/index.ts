/**
 * For tests, under Jest and Vitest: databases of their own, and what migrations and seeders are expected to be.
 * @module nest-database-lifecycle/testing
 */
export { expectMigrationsMatchEntities, expectUpDownUp } from './migrations.expectation';
export type { MigrationCheck, RoundTripFault } from '../interfaces/migration-check.interface';
export { MigrationExpectationError } from './migration-expectation.error';
export { ScratchRefusedError } from './scratch-refused.error';
export { expectSeedersIdempotent } from './seeders.expectation';
export { SeederIdempotenceError } from './seeder-idempotence.error';
export { TemplateTimeoutError } from './template-timeout.error';
export { createTestDatabase } from './test-database.creator';
export type { TestDatabase } from './test-database';
