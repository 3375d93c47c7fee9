import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
@Index(['family', 'given'])
@Index('person_born_desc', ['born', 'family', 'given'], { unique: true })
@Index(['email'], { unique: true, where: '"deleted" IS NULL' })
@Index('person_active', ['deleted', 'family'], { where: `"family" <> 'O''Hara' AND "deleted" IS NULL` })
class Person {
  @PrimaryGeneratedColumn() id: number;
  @Index() @Column() family: string;
  @Index('person_given') @Column() given: string;
  @Index({ unique: true }) @Column({ type: 'varchar', nullable: true }) nick: string | null;
  @Column() email: string;
  @Column('date') born: string;
  @Column({ type: 'timestamptz', nullable: true }) deleted: Date | null;
}

@Entity()
@Index(['tags'], { type: 'gin' })
@Index(['facts'], { type: 'gin' })
@Index(['area'], { type: 'gist' })
@Index(['during'], { spatial: true })
@Index(['at'], { type: 'brin' })
@Index(['token'], { type: 'hash' })
@Index(['spot'], { type: 'spgist' })
@Index(['name'], { type: 'btree', where: 'length("name") > 3' })
@Index('place_route', ['route'], { type: 'gist' })
class Place {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'text', array: true }) tags: string[];
  @Column('jsonb') facts: object;
  @Column('box') area: string;
  @Column('tsrange') during: string;
  @Column('timestamptz') at: Date;
  @Column() token: string;
  @Column('point') spot: string;
  @Column() name: string;
  @Column('ltree') route: string;
}

@Entity()
class Depot {
  @PrimaryGeneratedColumn() id: number;
  @Index({ concurrent: true }) @Column() town: string;
  @Index('depot_code', { unique: true, concurrent: true }) @Column() code: string;
}

@Entity()
@Index(['depot', 'since'])
@Index('truck_plate_driver', ['plate', 'driver'], { unique: true, where: '"driver_id" IS NOT NULL' })
@Index('truck_by_hand', { synchronize: false })
class Truck {
  @PrimaryGeneratedColumn() id: number;
  @Column() plate: string;
  @Column('date') since: string;
  @Index()
  @ManyToOne(() => Depot)
  depot: Relation<Depot>;
  @Index('truck_driver', { type: 'hash' })
  @ManyToOne(() => Person, { nullable: true })
  @JoinColumn({ name: 'driver_id' })
  driver: Relation<Person> | null;
}

@Entity()
@Index('flight_number_day', ['number', 'day'], { unique: true, concurrent: true, where: '"day" IS NOT NULL' })
class Flight {
  @PrimaryGeneratedColumn() id: number;
  @Column() number: string;
  @Column({ type: 'date', nullable: true }) day: string | null;
  @Column({ type: 'int', array: true }) @Index({ type: 'gin' }) gates: number[];
  @Column() @Index({ type: 'brin', concurrent: true }) seen: Date;
}

export const indexSets: EntitySet[] = [
  {
    name: 'person: partial and unique indexes',
    kinds: ['partial index', 'unique index', 'multi-column index'],
    entities: [Person],
  },
  {
    name: 'place: indexes of every method',
    kinds: ['gin index', 'gist index', 'brin index', 'hash index', 'spgist index', 'ltree', 'partial index'],
    entities: [Place],
  },
  {
    name: 'depot: concurrent indexes, indexes on relations',
    kinds: ['concurrent index', 'unique index', 'index on relation', 'unsynchronized index', 'hash index'],
    entities: [Depot, Person, Truck],
    reference: { migrationsTransactionMode: 'none' },
  },
  {
    name: 'flight: concurrent indexes with conditions',
    kinds: ['concurrent index', 'partial index', 'brin index', 'gin index'],
    entities: [Flight],
    reference: { migrationsTransactionMode: 'none' },
  },
];
