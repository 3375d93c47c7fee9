import { Seeder, type SeederContext, type SeederOptions, type SeederRunner } from '../../src/database-lifecycle';
import { Animal, Owner } from '../cli/entities';

/** A seeder that writes as many owners, or animals, as it is asked for; else two. */
export function seeder(entity: typeof Owner | typeof Animal, options: Partial<SeederOptions> = {}) {
  const key = options.key ?? (entity === Owner ? 'owners' : 'animals');
  @Seeder({ ...options, key, entities: [entity] })
  class AnySeeder implements SeederRunner {
    async run({ manager, rows }: SeederContext): Promise<void> {
      const made = Array.from({ length: rows(2) }, (_, index) => ({ name: `${key} ${index}` }));
      await manager.insert(entity, made);
    }
  }
  return AnySeeder;
}

export const OWNERS = seeder(Owner);
export const ANIMALS = seeder(Animal, { dependsOn: ['owners'] });

export const COUNTS =
  'SELECT (SELECT count(*)::int FROM owners) AS owners, (SELECT count(*)::int FROM animals) AS animals';
