export type { SeederContext, SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
export { Seeder } from './seeder.decorator';
