export { expectMigrationsMatchEntities, expectUpDownUp } from './migrations.expectation';
export { MigrationExpectationError } from './migration-expectation.error';
export { ScratchRefusedError } from './scratch-refused.error';
export { expectSeedersIdempotent } from './seeders.expectation';
export { SeederIdempotenceError } from './seeder-idempotence.error';
export { TemplateTimeoutError } from './template-timeout.error';
export { createTestDatabase } from './test-database.creator';
export type { TestDatabase } from './test-database';
