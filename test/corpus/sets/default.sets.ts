import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity({ comment: "Doctor's orders,\nline by line; -- not a comment" })
class Order {
  @PrimaryGeneratedColumn() id: number;
  @Column({ default: () => `'it''s "done"'`, comment: 'the patient\'s "own" words' }) words: string;
  @Column({ default: 'semi;colon -- dash /* star */ $1 $$ %s' }) odd: string;
  @Column({ default: '' }) empty: string;
  @Column({ default: 'Grüße, 世界 🌍' }) greeting: string;
  @Column({ type: 'text', default: () => `E'tab\\tline\\nend'` }) escaped: string;
  @Column({ type: 'text', array: true, default: () => `ARRAY['a''b', 'c,d']::text[]` }) list: string[];
  @Column({ type: 'text', array: true, default: ['plain', '"with, comma"'] }) quoted: string[];
  @Column({ default: 'NULL' }) nothing: string;
  @Column({ type: 'varchar', nullable: true, default: null }) really: string | null;
  @Column({ type: 'varchar', nullable: true, default: () => 'NULL' }) truly: string | null;
  @Column({ default: 'now()', comment: 'ends with a backslash \\' }) text: string;
}

@Entity()
class Clock {
  @PrimaryColumn({ default: () => `substr(md5(random()::text), 1, 8)` }) id: string;
  @Column({ type: 'timestamptz', default: () => 'CURRENT_TIMESTAMP' }) a: Date;
  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' }) b: Date;
  @Column({ type: 'timestamp', default: () => `timezone('utc', now())` }) c: Date;
  @Column({ type: 'timestamptz', default: () => `now() + interval '1 day'` }) d: Date;
  @Column({ type: 'time', default: () => 'LOCALTIME(0)' }) e: string;
  @Column({ default: () => 'CURRENT_USER' }) f: string;
  @Column({ type: 'int', default: () => 'pg_backend_pid()' }) g: number;
  @Column({ type: 'float', default: () => 'random() * 100' }) h: number;
  @Column({ default: true }) i: boolean;
  @Column({ type: 'bigint', default: '9007199254740993' }) j: string;
}

@Entity()
class Invoice {
  @PrimaryGeneratedColumn() id: number;
  @Column({ default: () => `'R' || lpad(nextval('invoice_number')::text, 6, '0')`, unique: true }) number: string;
  @Column({ type: 'int', default: () => 'due_days()' }) due: number;
}

export const defaultSets: EntitySet[] = [
  {
    name: 'order: defaults and comments with quotes',
    kinds: ['default with quotes', 'array default', 'table comment', 'column comment', 'reserved word'],
    entities: [Order],
  },
  { name: 'clock: function defaults', kinds: ['function default', 'time precision'], entities: [Clock] },
  {
    name: 'invoice: defaults that call what somebody else made',
    kinds: ['default of a sequence', 'function default', 'unique'],
    entities: [Invoice],
    prepare: [
      'CREATE SEQUENCE invoice_number START 100',
      'CREATE FUNCTION due_days() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 30',
    ],
  },
];
