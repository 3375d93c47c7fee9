import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { SeederOptions } from '../interfaces/seeder.interface';

export const SEEDER_OPTIONS = 'database-lifecycle:seeder';

/**
 * Marks a provider as a seeder; it is found by discovery in whatever module provides it, and Nest injects its
 * constructor as everywhere. The class implements {@link SeederRunner}.
 *
 * @example
 * ```ts
 * @Seeder({ key: 'pets', entities: [Pet], dependsOn: ['users'] })
 * export class PetsSeeder implements SeederRunner {
 *   async run({ manager, faker }: SeederContext) {
 *     await manager.insert(Pet, [{ name: faker.animal.petName() }]);
 *   }
 * }
 * ```
 */
export const Seeder = (options: SeederOptions): ClassDecorator =>
  applyDecorators(Injectable(), SetMetadata(SEEDER_OPTIONS, options));
