import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

@Entity('owners')
export class Owner {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ unique: true }) email: string;
  @Column({ type: 'enum', enum: ['admin', 'staff'], default: 'staff' }) role: string;
}

@Entity('animals')
export class Animal {
  @PrimaryGeneratedColumn() id: number;
  @Index() @Column() name: string;
  @ManyToOne(() => Owner, { onDelete: 'CASCADE' }) owner: Relation<Owner>;
}
