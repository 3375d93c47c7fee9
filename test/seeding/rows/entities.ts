import {
  Column,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import type { Relation } from 'typeorm';

@Entity()
export class Country {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 2, unique: true }) code: string;
}

@Entity()
@Unique(['name', 'country'])
export class Town {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @ManyToOne(() => Country, { nullable: false }) country: Relation<Country>;
}

const cents = { to: (euros?: number) => euros && Math.round(euros * 100), from: (stored: number) => stored / 100 };

@Entity()
export class Shop {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'citext', unique: true }) email: string;
  @Column({ type: 'varchar', length: 10, nullable: true }) title: string | null;
  @Column({ type: 'int', default: 5, transformer: cents }) fee: number;
  @Column({ type: 'jsonb', array: true, default: [] }) facts: object[];
  @Column({ type: 'json', nullable: true }) raw: unknown;
  @Column({ update: false, default: 'none' }) origin: string;
  @ManyToOne(() => Town, { nullable: true }) town: Relation<Town> | null;
  @ManyToOne(() => Shop, { nullable: true }) parent: Relation<Shop> | null;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
  @VersionColumn() version: number;
}

@Entity()
export class Visit {
  @PrimaryColumn('int') number: number;
  @PrimaryColumn('date') day: string;
  @Index()
  @Column({ name: 'shop_id', type: 'int', nullable: true })
  shopId: number | null;
  @ManyToOne(() => Shop)
  @JoinColumn({ name: 'shop_id' })
  shop: Relation<Shop> | null;
}

@Entity()
@Index(['label'], { unique: true, where: '"goneAt" IS NULL' })
export class Token {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column() label: string;
  @DeleteDateColumn() goneAt: Date | null;
}

export const ENTITIES = [Country, Town, Shop, Visit, Token];
