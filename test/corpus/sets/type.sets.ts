import { Column, Entity, EntitySchema, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
class Almanac {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', array: true }) years: number[];
  @Column({ type: 'text', array: true, default: [] }) notes: string[];
  @Column({ type: 'varchar', length: 12, array: true, nullable: true }) codes: string[] | null;
  @Column({ type: 'numeric', precision: 8, scale: 2, array: true, default: [1.5, 2] }) prices: number[];
  @Column({ type: 'timestamptz', array: true, default: () => `'{}'` }) moments: Date[];
  @Column({ type: 'uuid', array: true, nullable: true }) refs: string[] | null;
  @Column({ type: 'jsonb', array: true, nullable: true }) extras: object[] | null;
}

@Entity()
class Season {
  @PrimaryGeneratedColumn() id: number;
  @Column('int4range') days: string;
  @Column('int8range') ticks: string;
  @Column({ type: 'numrange', default: '[0,1)' }) share: string;
  @Column('tsrange') local: string;
  @Column({ type: 'tstzrange', nullable: true }) world: string | null;
  @Column({ type: 'daterange', default: () => `daterange('2020-01-01', NULL)` }) open: string;
}

@Entity()
class Calendar {
  @PrimaryGeneratedColumn() id: number;
  @Column('int4multirange') days: string;
  @Column('int8multirange') ticks: string;
  @Column({ type: 'nummultirange', default: '{}' }) shares: string;
  @Column('tsmultirange') local: string;
  @Column('tstzmultirange') world: string;
  @Column({ type: 'datemultirange', nullable: true }) holidays: string | null;
}

@Entity()
class Envelope {
  @PrimaryGeneratedColumn() id: number;
  @Column('json') raw: object;
  @Column({ type: 'jsonb', default: {} }) headers: object;
  @Column({ type: 'jsonb', default: { to: ['a', 'b'], "it's": { deep: [1, null, true] } } }) route: object;
  @Column({ type: 'json', default: () => `'[1,2]'` }) list: object;
  @Column({ type: 'jsonb', nullable: true, comment: 'free form' }) rest: object | null;
  @Column({ type: 'jsonpath', nullable: true }) path: string | null;
  @Column({ type: 'xml', nullable: true }) markup: string | null;
  @Column('bytea') stamp: Buffer;
}

@Entity()
class Pantry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'hstore', hstoreType: 'object', nullable: true }) stock: object | null;
  @Column({ type: 'hstore', default: '"a"=>"b"' }) labels: string;
  @Column({ type: 'citext', unique: true }) name: string;
  @Column({ type: 'citext', array: true, default: [] }) aliases: string[];
  @Column({ type: 'ltree' }) place: string;
  @Column({ type: 'cube', nullable: true }) size: number[] | null;
}

@Entity()
class Host {
  @PrimaryColumn('inet') address: string;
  @Column({ type: 'cidr', default: '10.0.0.0/8' }) network: string;
  @Column({ type: 'macaddr', unique: true }) mac: string;
  @Column({ type: 'macaddr8', nullable: true }) mac8: string | null;
  @Column({ type: 'inet', array: true, default: [] }) gateways: string[];
  @Column({ type: 'bit', length: 8, default: () => "B'00000001'" }) flags: string;
  @Column({ type: 'bit' }) up: string;
  @Column({ type: 'varbit', length: 16, nullable: true }) mask: string | null;
  @Column({ type: 'bit varying', nullable: true }) tail: string | null;
}

@Entity()
class Timetable {
  @PrimaryGeneratedColumn() id: number;
  @Column('date') day: string;
  @Column({ type: 'time', precision: 0 }) departs: string;
  @Column({ type: 'time with time zone', precision: 3, nullable: true }) arrives: string | null;
  @Column({ type: 'timetz', default: () => 'CURRENT_TIME' }) checked: string;
  @Column({ type: 'timestamp', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' }) printed: Date;
  @Column({ type: 'timestamptz', precision: 0, default: () => 'now()' }) valid: Date;
  @Column({ type: 'timestamp without time zone', nullable: true }) plain: Date | null;
  @Column({ type: 'interval', default: '1 day 02:00:00' }) period: string;
  @Column({ type: 'interval', precision: 2, nullable: true }) pause: string | null;
  @Column({ type: 'date', default: () => 'CURRENT_DATE' }) issued: string;
}

@Entity()
class Ledger {
  @PrimaryColumn('bigint') id: string;
  @Column({ type: 'smallint', default: -1 }) sign: number;
  @Column({ type: 'numeric' }) exact: string;
  @Column({ type: 'decimal', precision: 12 }) whole: string;
  @Column({ type: 'numeric', precision: 20, scale: 8, default: 0.5 }) rate: string;
  @Column({ type: 'real', default: 1e-3 }) share: number;
  @Column({ type: 'double precision' }) ratio: number;
  @Column({ type: 'float', nullable: true }) guess: number | null;
  @Column({ type: 'money', default: 0 }) total: string;
  @Column({ type: 'bool', default: false }) closed: boolean;
  @Column() plain: number;
}

@Entity()
class Map {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'point', default: () => `'(0,0)'` }) centre: string;
  @Column({ type: 'line', nullable: true }) axis: string | null;
  @Column({ type: 'lseg', nullable: true }) edge: string | null;
  @Column('box') frame: string;
  @Column('path') route: string;
  @Column('polygon') border: string;
  @Column('circle') reach: string;
}

@Entity()
class Lexeme {
  @PrimaryColumn({ type: 'char', length: 3 }) language: string;
  @PrimaryColumn({ type: 'varchar', length: 80, collation: 'C' }) word: string;
  @Column({ type: 'text', collation: 'und-x-icu', nullable: true }) sorted: string | null;
  @Column({ type: 'character varying' }) free: string;
  @Column({ type: 'char' }) initial: string;
  @Column({ length: 255, default: 'noun' }) role: string;
  @Column('tsvector') vector: string;
  @Column({ type: 'tsquery', nullable: true }) query: string | null;
  @Column('simple-array') forms: string[];
  @Column({ type: 'simple-json', nullable: true }) extra: object | null;
}

const Sample = new EntitySchema<Record<string, unknown>>({
  name: 'Sample',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    tags: { type: 'varchar', array: true, default: ['new', 'unread'] },
    span: { type: 'tstzrange', nullable: true },
    facts: { type: 'jsonb', default: { ok: true } },
    host: { type: 'inet', nullable: true, comment: 'where it came from' },
    taken: { type: Date, default: () => 'now()' },
    weight: { type: Number, nullable: true },
    name: { type: String, length: 40, unique: true },
  },
});

export const typeSets: EntitySet[] = [
  { name: 'almanac: arrays', kinds: ['array', 'array default', 'length', 'numeric precision'], entities: [Almanac] },
  {
    name: 'season: ranges and multiranges',
    kinds: ['range', 'multirange', 'function default'],
    entities: [Season, Calendar],
  },
  {
    name: 'envelope: documents',
    kinds: ['json', 'json default', 'xml', 'bytea', 'column comment'],
    entities: [Envelope],
  },
  { name: 'pantry: types of extensions', kinds: ['hstore', 'citext', 'ltree', 'cube', 'unique'], entities: [Pantry] },
  { name: 'host: networks and bits', kinds: ['network address', 'bit string', 'unique'], entities: [Host] },
  {
    name: 'timetable: dates and times',
    kinds: ['time precision', 'interval', 'function default'],
    entities: [Timetable],
  },
  { name: 'ledger: numbers', kinds: ['numeric precision', 'money'], entities: [Ledger] },
  { name: 'map: shapes', kinds: ['geometric'], entities: [Map] },
  {
    name: 'lexeme: texts',
    kinds: ['length', 'collation', 'text search', 'simple-array', 'simple-json', 'composite key'],
    entities: [Lexeme],
  },
  {
    name: 'sample: types in an entity schema',
    kinds: ['entity schema', 'array default', 'range', 'json default'],
    entities: [Sample],
  },
];
