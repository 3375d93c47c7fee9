export {
  ensureLocalPostgres,
  localPostgresStatus,
  stopLocalPostgres,
  type LocalPostgresOptions,
  type LocalPostgresStatus,
} from './local.postgres';
export { LocalPostgresError } from './local-postgres.error';
export { startThrowawayPostgres, type ThrowawayPostgres } from './throwaway.postgres';
