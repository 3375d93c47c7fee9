import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('books')
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 200 })
  title: string;

  @Column({ type: 'enum', enum: ['wanted', 'reading', 'read'], default: 'wanted' })
  state: 'wanted' | 'reading' | 'read';

  @Column('text', { array: true, default: [] })
  tags: string[];

  @Index()
  @CreateDateColumn({ type: 'timestamptz' })
  addedAt: Date;
}
