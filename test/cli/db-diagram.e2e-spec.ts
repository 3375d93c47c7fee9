import {
  Column,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import type { SchemaDiagram } from '../../src/database-lifecycle/cli';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { AnimalName } from './entities';
import { appOn, callCli, json } from './support';

@Entity({ name: 'countries', synchronize: false })
class Country {
  @PrimaryColumn({ type: 'char', length: 2 }) code: string;
}

@Entity('clinics')
class Clinic {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80, unique: true }) name: string;
  @ManyToOne(() => Country, { nullable: false }) country: Country;
}

@Entity({ name: 'vets', schema: 'staff' })
@Index(['clinic', 'desk'], { unique: true })
class Vet {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'enum', enum: ['surgery', 'teeth'], array: true, comment: 'what she knows' }) skills: string[];
  @Column({ type: 'numeric', precision: 6, scale: 2, nullable: true }) wage: string | null;
  @Column() desk: number;
  @ManyToOne(() => Clinic) clinic: Relation<Clinic>;
  @OneToOne(() => Vet) @JoinColumn() deputy: Relation<Vet>;
  @ManyToMany(() => Clinic) @JoinTable() guestAt: Clinic[];
}

describe('db:diagram', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  const call = (...argv: string[]) =>
    callCli(appOn(database.url, { entities: [Country, Clinic, Vet, AnimalName], providers: [] }), [
      'db:diagram',
      ...argv,
    ]);

  it('draws the tables that the entities ask for, whether they are there or not', async () => {
    const { exitCode, stdout, stderr } = await call();
    expect(stdout).toBe(`erDiagram
  "clinics" {
    integer id PK
    varchar(80) name UK
    char(2) countryCode FK
  }
  "staff.vets" {
    uuid id PK
    vets_skills_enum[] skills "surgery, teeth; what she knows"
    numeric(6,2) wage "nullable"
    integer desk
    integer clinicId FK "nullable"
    uuid deputyId FK, UK "nullable"
  }
  "staff.vets_guest_at_clinics" {
    uuid vetsId PK, FK
    integer clinicsId PK, FK
  }
  "countries" ||--o{ "clinics" : "countryCode"
  "clinics" |o--o{ "staff.vets" : "clinicId"
  "staff.vets" |o--o| "staff.vets" : "deputyId"
  "staff.vets" ||--o{ "staff.vets_guest_at_clinics" : "vetsId"
  "clinics" ||--o{ "staff.vets_guest_at_clinics" : "clinicsId"
`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await database.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual(
      [],
    );
  });

  it('tells the same as JSON', async () => {
    const { tables, relations } = json(await call('--json')) as SchemaDiagram;
    expect(tables.map(({ schema, name, kind, entities }) => ({ path: `${schema}.${name}`, kind, entities }))).toEqual([
      { path: 'public.clinics', kind: 'table', entities: ['Clinic'] },
      { path: 'staff.vets', kind: 'table', entities: ['Vet'] },
      { path: 'staff.vets_guest_at_clinics', kind: 'junction', entities: ['vets_guest_at_clinics'] },
    ]);
    expect(tables[1]!.columns[1]).toEqual({
      name: 'skills',
      type: 'vets_skills_enum[]',
      nullable: false,
      primary: false,
      unique: false,
      labels: ['surgery', 'teeth'],
      comment: 'what she knows',
    });
    expect(relations[0]).toEqual({
      constraint: expect.stringMatching(/^FK_/) as string,
      from: { schema: 'public', name: 'clinics' },
      columns: ['countryCode'],
      to: { schema: 'public', name: 'countries' },
      referencedColumns: ['code'],
      optional: false,
      unique: false,
    });
  });
});
