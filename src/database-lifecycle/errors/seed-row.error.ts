/**
 * One row of a seeder's could not be written; the helpers throw it, and `SeederError` tells it together with the seeder's
 * key. Its `cause` is the error of PostgreSQL or of the driver, where there is one.
 */
export class SeedRowError extends Error {
  override readonly name = 'SeedRowError';

  /**
   * @param row words for the row: the entity, its position among those given (from 1), the values of its natural key
   * @param fault what is wrong with it
   */
  constructor(
    readonly row: string,
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`${row}: ${fault}`, options);
  }
}
