/**
 * What a seeder needs, without the rest of the module.
 * @module nest-database-lifecycle/seeding
 */
export type { SeederContext, SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
export { Seeder } from './seeder.decorator';
