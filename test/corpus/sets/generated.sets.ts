import {
  Column,
  Entity,
  Generated,
  Index,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
class Parcel {
  @PrimaryGeneratedColumn() id: number;
  @Column('int') width: number;
  @Column('int') height: number;
  @Column({ type: 'int', asExpression: 'width * height', generatedType: 'STORED' }) area: number;
  @Column({ type: 'varchar', asExpression: `'P-' || "id"::text`, generatedType: 'STORED', nullable: true }) code:
    string | null;
}

@Entity({ schema: 'press' })
class Article {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() title: string;
  @Column({ type: 'text', default: '' }) body: string;
  @Index({ type: 'gin' })
  @Column({
    type: 'tsvector',
    generatedType: 'STORED',
    asExpression: `setweight(to_tsvector('english', "title"), 'A') || to_tsvector('english', "body")`,
  })
  document: string;
  @Column({ type: 'enum', enum: ['draft', 'public'], default: 'draft' }) state: string;
  @Column({
    type: 'boolean',
    generatedType: 'STORED',
    asExpression: `"state" = 'public'`,
    comment: "the reader's view",
  })
  visible: boolean;
}

@ViewEntity({ schema: 'press', expression: 'SELECT "id", "title" FROM "press"."article" WHERE "visible"' })
class PublicArticle {
  @ViewColumn() id: string;
  @ViewColumn() title: string;
}

@Entity()
class Meter {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS', type: 'bigint' }) id: string;
  @Column({ type: 'numeric', precision: 10, scale: 3 }) reading: string;
  @Column({ type: 'numeric', generatedType: 'STORED', asExpression: 'round("reading" / 1000, 6)' }) kilo: string;
}

@Entity()
class Gauge {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT', type: 'int' }) id: number;
  @ManyToOne(() => Meter, { nullable: false }) meter: Relation<Meter>;
}

@Entity()
class Probe {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT', type: 'smallint' }) id: number;
  @Column({ type: 'smallint', unique: true }) @Generated('increment') rank: number;
}

@Entity()
class Pebble {
  @PrimaryGeneratedColumn({ type: 'smallint' }) id: number;
}

@Entity()
class Stone {
  @PrimaryGeneratedColumn({ type: 'int' }) id: number;
  @ManyToOne(() => Pebble) pebble: Relation<Pebble>;
}

@Entity()
class Boulder {
  @PrimaryGeneratedColumn({ type: 'bigint', primaryKeyConstraintName: 'boulder_pk' }) id: string;
  @ManyToOne(() => Stone) stone: Relation<Stone>;
}

@Entity()
class Ticket {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() @Generated('increment') number: number;
  @Column({ type: 'uuid' }) @Generated('uuid') token: string;
  @Column({ type: 'bigint', nullable: false }) @Generated('increment') turn: string;
}

@Entity()
class Wallet {
  @PrimaryGeneratedColumn('uuid', { comment: 'the owner knows it' }) id: string;
  @OneToMany(() => Coin, (coin) => coin.wallet) coins: Relation<Coin>[];
}

@Entity()
class Coin {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToOne(() => Wallet, (wallet) => wallet.coins) wallet: Relation<Wallet>;
}

@Entity()
class Badge {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' }) id: string;
  @Column({ type: 'uuid', nullable: true, default: () => 'gen_random_uuid()' }) secret: string | null;
}

export const generatedSets: EntitySet[] = [
  { name: 'parcel: stored columns', kinds: ['stored generated column'], entities: [Parcel] },
  {
    name: 'press: stored columns in a schema below a view',
    kinds: ['stored generated column', 'enum in a custom schema', 'text search', 'gin index', 'view', 'uuid of core'],
    entities: [Article, PublicArticle],
    schemas: ['press'],
    options: { uuidExtension: 'pgcrypto' },
  },
  {
    name: 'meter: identity columns',
    kinds: ['identity', 'unprimary generation', 'stored generated column', 'numeric precision'],
    entities: [Meter, Gauge, Probe],
  },
  {
    name: 'stones: serials of three sizes',
    kinds: ['serial', 'custom constraint names'],
    entities: [Pebble, Stone, Boulder],
  },
  {
    name: 'ticket: generated beside the key',
    kinds: ['unprimary generation', 'serial', 'uuid of uuid-ossp'],
    entities: [Ticket],
  },
  { name: 'wallet: uuid of uuid-ossp', kinds: ['uuid of uuid-ossp', 'column comment'], entities: [Wallet, Coin] },
  {
    name: 'badge: uuid of core',
    kinds: ['uuid of core', 'function default'],
    entities: [Badge, Ticket],
    options: { uuidExtension: 'pgcrypto' },
  },
];
