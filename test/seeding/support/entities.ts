import {
  Column,
  CreateDateColumn,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  type Relation,
} from 'typeorm';

/** Reference rows: every environment needs them, and they come back with each release. */
@Entity('species')
export class Species {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) code: string;
  @Column() name: string;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
}

/** Follows a list that somebody edits. */
@Entity('fees')
export class Fee {
  @PrimaryColumn() code: string;
  @Column({ type: 'integer' }) cents: number;
}

@Entity('keepers')
export class Keeper {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ unique: true }) email: string;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
}

@Entity('creatures')
export class Creature {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'date' }) born: string;
  @ManyToOne(() => Keeper, { nullable: false }) keeper: Relation<Keeper>;
  @ManyToOne(() => Species, { nullable: false }) species: Relation<Species>;
}

export const ENTITIES = [Species, Fee, Keeper, Creature];
