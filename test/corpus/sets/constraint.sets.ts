import {
  Check,
  Column,
  Entity,
  EntitySchema,
  Exclusion,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
@Check('"low" <= "high"')
@Check('band_named', `"name" ~ '^[a-z'']+$'`)
@Check('band_share', '("share" IS NULL) OR ("share" BETWEEN 0 AND 1)')
class Band {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column('int') low: number;
  @Column('int') high: number;
  @Column({ type: 'numeric', nullable: true }) share: string | null;
}

@Entity()
@Unique(['row', 'place'])
@Unique('seat_label', ['label'])
@Unique('seat_guest', ['guest', 'row'], { deferrable: 'INITIALLY DEFERRED' })
@Unique(['rank'], { deferrable: 'INITIALLY IMMEDIATE' })
class Seat {
  @PrimaryGeneratedColumn() id: number;
  @Column('int') row: number;
  @Column('int') place: number;
  @Column({ unique: true }) code: string;
  @Column() label: string;
  @Column({ type: 'varchar', nullable: true, unique: true }) guest: string | null;
  @Column('int') rank: number;
}

@Entity()
@Exclusion('USING gist ("room" WITH =, "during" WITH &&)')
@Exclusion('booking_desk', 'USING gist ("desk" WITH =, "during" WITH &&) WHERE ("cancelled" = false)')
@Exclusion('booking_later', 'USING gist ("during" WITH &&, "floor" WITH =)', { deferrable: 'INITIALLY DEFERRED' })
class Booking {
  @PrimaryGeneratedColumn() id: number;
  @Column('int') room: number;
  @Column('int') desk: number;
  @Column('int') floor: number;
  @Column('tstzrange') during: string;
  @Column({ default: false }) cancelled: boolean;
}

@Entity({ name: 'harbour' })
class Harbour {
  @PrimaryColumn({ primaryKeyConstraintName: 'harbour_key' }) country: string;
  @PrimaryColumn({ primaryKeyConstraintName: 'harbour_key' }) code: string;
}

@Entity({ name: 'ship' })
@Unique('ship_name_unique', ['name', 'flag'])
@Check('ship_length_check', '"length" > 0')
class Ship {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'ship_key' }) id: number;
  @Column() name: string;
  @Column() flag: string;
  @Column('int') length: number;
  @ManyToOne(() => Harbour)
  @JoinColumn([
    { name: 'home_country', referencedColumnName: 'country', foreignKeyConstraintName: 'ship_home_fkey' },
    { name: 'home_code', referencedColumnName: 'code', foreignKeyConstraintName: 'ship_home_fkey' },
  ])
  home: Relation<Harbour>;
}

@Entity({ name: 'captain' })
class Captain {
  @PrimaryColumn({ primaryKeyConstraintName: 'captain_key' }) licence: string;
  @OneToOne(() => Ship, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'ship_id', foreignKeyConstraintName: 'captain_ship_fkey' })
  ship: Relation<Ship> | null;
}

const Toll = new EntitySchema<Record<string, unknown>>({
  name: 'Toll',
  tableName: 'toll',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment', primaryKeyConstraintName: 'toll_key' },
    gate: { type: 'int' },
    lane: { type: 'int' },
    open: { type: 'tstzrange' },
    fee: { type: 'numeric', precision: 8, scale: 2 },
  },
  uniques: [{ name: 'toll_gate_lane', columns: ['gate', 'lane'], deferrable: 'INITIALLY DEFERRED' }],
  checks: [{ name: 'toll_fee', expression: '"fee" >= 0' }, { expression: '"lane" <> "gate"' }],
  exclusions: [{ name: 'toll_open', expression: 'USING gist ("gate" WITH =, "open" WITH &&)' }],
  indices: [{ name: 'toll_lane', columns: ['lane'], unique: true, where: '"fee" > 10' }],
});

export const constraintSets: EntitySet[] = [
  { name: 'band: checks', kinds: ['check'], entities: [Band] },
  {
    name: 'seat: uniques',
    kinds: ['unique', 'composite unique', 'deferrable unique', 'nullable unique', 'reserved word'],
    entities: [Seat],
  },
  { name: 'booking: exclusions', kinds: ['exclusion', 'range'], entities: [Booking] },
  {
    name: 'harbour: every constraint named',
    kinds: ['custom constraint names', 'composite key', 'composite foreign key', 'one-to-one', 'composite unique'],
    entities: [Harbour, Ship, Captain],
  },
  {
    name: 'toll: constraints of an entity schema',
    kinds: ['entity schema', 'check', 'deferrable unique', 'exclusion', 'partial index', 'custom constraint names'],
    entities: [Toll],
  },
];
