import { EntitySchema } from 'typeorm';

/** Rows to seed: eight columns that are written, one of them a relation. */
export interface Animal {
  id: number;
  name: string;
  species: string;
  gender: string;
  born: string;
  weight: string;
  seenAt: Date;
  facts: object;
  owner: { id?: number; email?: string };
}

export const OWNERS = 1_000;

const owner = new EntitySchema<{ id: number; email: string }>({
  name: 'Owner',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    email: { type: 'varchar', length: 100, unique: true },
  },
});

export const animal = new EntitySchema<Animal>({
  name: 'Animal',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 80 },
    species: { type: 'varchar', length: 40 },
    gender: { type: 'enum', enum: ['male', 'female'] },
    born: { type: 'date' },
    weight: { type: 'numeric', precision: 5, scale: 2 },
    seenAt: { type: 'timestamptz' },
    facts: { type: 'jsonb' },
  },
  relations: { owner: { type: 'many-to-one', target: 'Owner', joinColumn: true, nullable: false } },
});

export const animalEntities: EntitySchema[] = [owner, animal];

export const makeOwners = `INSERT INTO owner (email) SELECT 'owner' || n || '@example.com' FROM generate_series(0, ${OWNERS - 1}) n`;

const animalNumber = (n: number): Omit<Animal, 'id' | 'owner'> => ({
  name: `Animal number ${n}`,
  species: n % 3 === 0 ? 'dog' : 'cat',
  gender: n % 2 === 0 ? 'male' : 'female',
  born: `20${10 + (n % 10)}-0${1 + (n % 9)}-1${n % 10}`,
  weight: `${n % 99}.5`,
  seenAt: new Date(1_700_000_000_000 + n * 1_000),
  facts: { number: n, tags: ['a', 'b'] },
});

/** As a seeder gives them: the owner by its natural key. */
export function* animals(rows: number): Generator<Omit<Animal, 'id'>> {
  for (let n = 0; n < rows; n += 1) yield { ...animalNumber(n), owner: { email: `owner${n % OWNERS}@example.com` } };
}

/** As TypeORM needs them: who seeds has looked up the owner's id. */
export const animalsWithIds = (from: number, to: number): Omit<Animal, 'id'>[] =>
  Array.from({ length: to - from }, (_, index) => ({
    ...animalNumber(from + index),
    owner: { id: 1 + ((from + index) % OWNERS) },
  }));

export const COPY_ANIMALS = 'COPY animal (name, species, gender, born, weight, "seenAt", facts, "ownerId") FROM STDIN';

/** The same rows as text that COPY takes as it is. */
export const animalText = (rows: number): string =>
  animalsWithIds(0, rows)
    .map(({ name, species, gender, born, weight, seenAt, facts, owner: { id } }) =>
      [name, species, gender, born, weight, seenAt.toISOString(), JSON.stringify(facts), id].join('\t').concat('\n'),
    )
    .join('');
