/**
 * What a seeder needs, without the rest of the module.
 * @module nest-database-lifecycle/seeding
 */
export type { SeederContext, SeederMode, SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
export type { RowFactory, SeedRow, SeedRows, UpsertCounts } from '../interfaces/seeding-helpers.interface';
export { Seeder } from './seeder.decorator';
