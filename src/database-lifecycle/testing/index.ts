export { expectSeedersIdempotent } from './seeders.expectation';
export { SeederIdempotenceError } from './seeder-idempotence.error';
