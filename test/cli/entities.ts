import {
  Column,
  Entity,
  ManyToOne,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
  type MigrationInterface,
  type QueryRunner,
  type Relation,
} from 'typeorm';
import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';

@Entity('owners')
export class Owner {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'enum', enum: ['admin', 'staff'], default: 'staff' }) role: string;
}

@Entity('animals')
export class Animal {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ generatedType: 'STORED', asExpression: 'upper(name)' }) label: string;
  @ManyToOne(() => Owner) owner: Relation<Owner>;
}

@ViewEntity({ name: 'animal_names', expression: 'SELECT id, name FROM animals' })
export class AnimalName {
  @ViewColumn() id: number;
  @ViewColumn() name: string;
}

@ViewEntity({
  name: 'animal_count',
  materialized: true,
  dependsOn: [AnimalName],
  expression: 'SELECT count(*) AS amount FROM animal_names',
})
export class AnimalCount {
  @ViewColumn() amount: number;
}

@Seeder({ key: 'owners', entities: [Owner] })
export class OwnersSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(
      Owner,
      ['Ada', 'Ben', 'Cleo', 'Dan'].map((name) => ({ name })),
    );
  }
}

@Seeder({ key: 'animals', entities: [Animal], dependsOn: ['owners'] })
export class AnimalsSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(Animal, [{ name: 'Rex' }]);
  }
}

export class CreateOwners1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TYPE owners_role_enum AS ENUM ('admin', 'staff')`);
    await runner.query(
      `CREATE TABLE owners (id serial CONSTRAINT "PK_42838282f2e6b216301a70b02d6" PRIMARY KEY, name character varying NOT NULL, role owners_role_enum NOT NULL DEFAULT 'staff')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE owners');
    await runner.query('DROP TYPE owners_role_enum');
  }
}

export class GreetOwners1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO owners (name) VALUES ('Greeted')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM owners WHERE name = 'Greeted'`);
  }
}
