import {
  Column,
  Entity,
  EntitySchema,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

class Coordinates {
  @Column({ type: 'numeric', precision: 9, scale: 6, nullable: true }) latitude: string | null;
  @Column({ type: 'numeric', precision: 9, scale: 6, nullable: true }) longitude: string | null;
}

class Address {
  @Column() street: string;
  @Index() @Column({ length: 10, comment: "the post's own" }) zip: string;
  @Column({ type: 'enum', enum: ['home', 'work'], default: 'home' }) use: string;
  @Column(() => Coordinates) at: Coordinates;
  @Column(() => Coordinates, { prefix: 'gate_' }) gate: Coordinates;
  @Column(() => Coordinates, { prefix: false }) plain: Coordinates;
}

@Entity()
class Landlord {
  @PrimaryGeneratedColumn() id: number;
  @Column(() => Address) address: Address;
}

class Span {
  @Column('date') from: string;
  @Column({ type: 'date', nullable: true }) to: string | null;
  @ManyToOne(() => Landlord, { onDelete: 'SET NULL' }) witness: Relation<Landlord> | null;
}

class FlatKey {
  @PrimaryColumn() house: string;
  @PrimaryColumn('int') floor: number;
}

@Entity()
@Unique(['term.from', 'key.floor'])
@Index(['term.to'], { where: '"termTo" IS NOT NULL' })
class Flat {
  @Column(() => FlatKey) key: FlatKey;
  @Column(() => Span) term: Span;
  @Column(() => Span, { prefix: 'option' }) option: Span;
  @OneToOne(() => Flat) @JoinColumn() twin: Relation<Flat>;
}

const Money = new EntitySchema<Record<string, unknown>>({
  name: 'Money',
  columns: {
    amount: { type: 'numeric', precision: 12, scale: 2, default: 0 },
    currency: { type: 'char', length: 3, default: 'EUR' },
  },
});

const Offer = new EntitySchema<Record<string, unknown>>({
  name: 'Offer',
  columns: { id: { type: 'int', primary: true, generated: 'increment' } },
  embeddeds: { net: { schema: Money, prefix: 'net_' }, gross: { schema: Money } },
});

export const embeddedSets: EntitySet[] = [
  {
    name: 'landlord: embedded in embedded',
    kinds: ['embedded', 'nested embedded', 'enum', 'column comment', 'numeric precision'],
    entities: [Landlord],
  },
  {
    name: 'flat: embedded keys, relations, constraints',
    kinds: ['embedded', 'composite key', 'composite foreign key', 'composite unique', 'partial index'],
    entities: [Landlord, Flat],
  },
  { name: 'offer: embedded in an entity schema', kinds: ['embedded', 'entity schema', 'length'], entities: [Offer] },
];
