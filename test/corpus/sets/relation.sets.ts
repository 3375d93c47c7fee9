import {
  Column,
  Entity,
  EntitySchema,
  ForeignKey,
  JoinColumn,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
class Farm {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) brand: string;
  @OneToMany(() => Field, (field) => field.farm) fields: Relation<Field>[];
}

@Entity()
class Field {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Farm, (farm) => farm.fields, { onDelete: 'CASCADE', onUpdate: 'CASCADE', nullable: false })
  farm: Relation<Farm>;
  @ManyToOne(() => Farm, { onDelete: 'SET NULL', onUpdate: 'NO ACTION' }) lender: Relation<Farm> | null;
  @ManyToOne(() => Farm, { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' }) buyer: Relation<Farm>;
  @ManyToOne(() => Farm, { onDelete: 'NO ACTION', deferrable: 'INITIALLY DEFERRED' }) heir: Relation<Farm>;
  @ManyToOne(() => Farm, { deferrable: 'INITIALLY IMMEDIATE', onDelete: 'SET NULL', onUpdate: 'SET NULL' })
  tenant: Relation<Farm>;
  @ManyToOne(() => Farm, { createForeignKeyConstraints: false }) rumour: Relation<Farm>;
  @ManyToOne(() => Farm)
  @JoinColumn({ name: 'brand', referencedColumnName: 'brand' })
  branded: Relation<Farm>;
}

@Entity()
class Warehouse {
  @PrimaryColumn() country: string;
  @PrimaryColumn('int') number: number;
  @OneToMany(() => Aisle, (aisle) => aisle.warehouse) aisles: Relation<Aisle>[];
}

@Entity()
class Aisle {
  @ManyToOne(() => Warehouse, (warehouse) => warehouse.aisles, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'country', referencedColumnName: 'country' },
    { name: 'warehouse', referencedColumnName: 'number' },
  ])
  warehouse: Relation<Warehouse>;
  @PrimaryColumn() country: string;
  @PrimaryColumn('int', { name: 'warehouse' }) warehouseNumber: number;
  @PrimaryColumn('int') aisle: number;
}

@Entity()
class Pallet {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToOne(() => Aisle, { deferrable: 'INITIALLY DEFERRED' }) aisle: Relation<Aisle>;
}

@Entity()
@Unique(['series', 'number'])
class Passport {
  @PrimaryGeneratedColumn() id: number;
  @Column() series: string;
  @Column('int') number: number;
}

@Entity()
@ForeignKey(() => Passport, ['passportSeries', 'passportNumber'], ['series', 'number'], {
  name: 'visa_passport',
  onDelete: 'CASCADE',
})
class Visa {
  @PrimaryGeneratedColumn() id: number;
  @Column() passportSeries: string;
  @Column('int') passportNumber: number;
  @Column('int')
  @ForeignKey(() => Passport, { onUpdate: 'CASCADE', deferrable: 'INITIALLY DEFERRED' })
  checkedAgainst: number;
}

@Entity()
class Employee {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Employee, (employee) => employee.reports, { onDelete: 'SET NULL' })
  manager: Relation<Employee> | null;
  @OneToMany(() => Employee, (employee) => employee.manager) reports: Relation<Employee>[];
  @OneToOne(() => Employee) @JoinColumn() deputy: Relation<Employee> | null;
  @OneToOne(() => Desk, (desk) => desk.owner) desk: Relation<Desk>;
}

@Entity()
class Desk {
  @OneToOne(() => Employee, (employee) => employee.desk, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'employee_id' })
  owner: Relation<Employee>;
  @PrimaryColumn({ name: 'employee_id' }) employeeId: number;
  @Column() room: string;
}

@Entity()
class Team {
  @PrimaryGeneratedColumn() id: number;
  @OneToOne(() => Player) @JoinColumn() captain: Relation<Player>;
}

@Entity()
class Player {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Team, { onDelete: 'CASCADE' }) team: Relation<Team>;
}

@Entity()
class Rock {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Scissors) beats: Relation<Scissors>;
}

@Entity()
class Paper {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Rock, { deferrable: 'INITIALLY DEFERRED' }) beats: Relation<Rock>;
}

@Entity()
class Scissors {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Paper, { onDelete: 'CASCADE' }) beats: Relation<Paper>;
}

const Village = new EntitySchema<{ id: number; name: string; road: unknown }>({
  name: 'Village',
  columns: { id: { type: 'int', primary: true, generated: true }, name: { type: 'text', unique: true } },
  relations: { road: { type: 'many-to-one', target: 'Road', joinColumn: { name: 'road_id' }, onDelete: 'SET NULL' } },
});

const Road = new EntitySchema<{ id: number; fromName: string; from: unknown; twin: unknown }>({
  name: 'Road',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    fromName: { type: 'text', foreignKey: { target: 'Village', inverseSide: 'name', name: 'road_from_name' } },
  },
  relations: {
    from: { type: 'many-to-one', target: 'Village', joinColumn: true, nullable: false },
    twin: { type: 'one-to-one', target: 'Road', joinColumn: true, deferrable: 'INITIALLY IMMEDIATE' },
  },
});

export const relationSets: EntitySet[] = [
  {
    name: 'farm: what keys do',
    kinds: [
      'on delete',
      'on update',
      'deferrable foreign key',
      'foreign key to a unique column',
      'relation without foreign key',
    ],
    entities: [Farm, Field],
  },
  {
    name: 'warehouse: composite keys',
    kinds: ['composite key', 'composite foreign key', 'deferrable foreign key'],
    entities: [Pallet, Aisle, Warehouse],
  },
  {
    name: 'passport: keys without relations',
    kinds: [
      'foreign key without relation',
      'composite foreign key',
      'foreign key to a unique column',
      'custom constraint names',
    ],
    entities: [Visa, Passport],
  },
  {
    name: 'employee: self references',
    kinds: ['self reference', 'one-to-one', 'adjacency list'],
    entities: [Employee, Desk],
  },
  { name: 'team: a cycle of two', kinds: ['cycle of two', 'one-to-one'], entities: [Team, Player] },
  {
    name: 'rock: a cycle of three',
    kinds: ['cycle of three', 'deferrable foreign key'],
    entities: [Rock, Paper, Scissors],
  },
  {
    name: 'village: a cycle of entity schemas',
    kinds: ['entity schema', 'cycle of two', 'self reference', 'foreign key without relation'],
    entities: [Village, Road],
  },
];
