import { Check, Column, Entity, EntitySchema, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { EntitySet } from '../entity-set';

enum KettleColour {
  Red = 'red',
  Brushed = 'brushed steel',
}

enum Heat {
  Low = 1,
  High = 10,
}

@Entity()
class Kettle {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: KettleColour, default: KettleColour.Red }) colour: KettleColour;
  @Column({ type: 'enum', enum: ['gas', 'electric'], nullable: true }) source: string | null;
}

@Entity()
class TeaBlend {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['leaf', 'flower', 'root'], array: true, default: ['leaf', 'root'] }) parts: string[];
  @Column({ type: 'enum', enum: ['spring', 'autumn'], array: true, nullable: true }) seasons: string[] | null;
  @Index()
  @Column({ type: 'enum', enum: ['mild', 'strong'], default: 'mild' })
  taste: string;
}

@Entity()
class Trek {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['easy', 'hard'], enumName: 'grade' }) uphill: string;
  @Column({ type: 'enum', enum: ['easy', 'hard'], enumName: 'grade', default: 'easy' }) downhill: string;
  @Column({ type: 'enum', enum: ['easy', 'hard'], enumName: 'grade', array: true, nullable: true }) stages:
    string[] | null;
}

@Entity()
class Glacier {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['north', 'south'], enumName: 'slope_side' }) side: string;
}

@Entity()
class Meadow {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'enum', enum: ['north', 'south'], enumName: 'slope_side', default: 'south' }) side: string;
}

@Entity()
class Scree {
  @PrimaryColumn({ type: 'enum', enum: ['north', 'south'], enumName: 'slope_side' }) side: string;
  @PrimaryColumn() zone: number;
}

@Entity({ schema: 'workshop' })
class Chisel {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['wood', 'stone'] }) material: string;
  @Column({ type: 'enum', enum: ['dull', 'sharp'], enumName: 'edge', default: 'sharp' }) edge: string;
  @Column({ type: 'enum', enum: ['a', 'b'], array: true, default: [] }) marks: string[];
}

@Entity({ schema: 'workshop' })
class Plane {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['dull', 'sharp'], enumName: 'edge' }) edge: string;
}

@Entity({ schema: 'kitchen' })
class Cleaver {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['blunt', 'keen', 'razor'], enumName: 'edge' }) edge: string;
}

@Entity()
class Proverb {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ["it's", 'say "so"', 'a,b', '{c}', 'back\\slash', ' space '] }) form: string;
  @Column({ type: 'enum', enum: ["don't", 'do'], array: true, nullable: true }) advice: string[] | null;
}

@Entity()
class Gruss {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['Grüezi', 'こんにちは', 'Здравствуйте', '👋'], default: 'こんにちは' }) wort: string;
  @Column({ type: 'enum', enum: ['früh', 'spät'], enumName: 'tageszeit_größe', default: 'spät' }) zeit: string;
}

@Entity()
class Oven {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: Heat, default: Heat.Low }) heat: Heat;
  @Column({ type: 'enum', enum: [0, 1, 'auto'], default: 1 }) fan: number | string;
  @Column({ type: 'simple-enum', enum: ['on', 'off'], default: 'off' }) state: string;
  @Column({ type: 'simple-enum', enum: Heat, enumName: 'oven_heat', nullable: true }) preset: Heat | null;
}

@Entity()
@Check(`("state" <> 'done') OR ("closedOn" IS NOT NULL)`)
@Index(['state', 'rank'], { where: `"state" <> 'done'` })
@Index(['rank'], { unique: true, where: `"state" = 'open'::"public"."chore_state_enum"` })
class Chore {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['open', 'done'], default: 'open', comment: 'where it stands' }) state: string;
  @Column('int') rank: number;
  @Column({ type: 'date', nullable: true }) closedOn: string | null;
}

const Lamp = new EntitySchema<{ id: number; bulb: string; modes: string[] }>({
  name: 'Lamp',
  tableName: 'lamp',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    bulb: { type: 'enum', enum: ['led', 'halogen'], enumName: 'bulb_kind', default: 'led' },
    modes: { type: 'enum', enum: ['warm', 'cold'], array: true, default: ['warm'] },
  },
});

@Entity('Lantern House')
class Lantern {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['oil', 'gas'], name: 'Fuel Kind' }) fuel: string;
}

export const enumSets: EntitySet[] = [
  { name: 'kettle: enum', kinds: ['enum'], entities: [Kettle] },
  { name: 'tea: enum arrays', kinds: ['enum', 'enum array'], entities: [TeaBlend] },
  { name: 'trek: one enum in three columns', kinds: ['enum shared in a table', 'enum array'], entities: [Trek] },
  {
    name: 'slopes: one enum in three tables',
    kinds: ['enum shared across tables'],
    entities: [Glacier, Meadow, Scree],
  },
  {
    name: 'workshop: enums in schemas',
    kinds: ['enum in a custom schema', 'enum shared across tables', 'several schemas'],
    entities: [Chisel, Plane, Cleaver],
    schemas: ['workshop', 'kitchen'],
  },
  { name: 'proverb: labels with quotes', kinds: ['enum labels with quotes', 'enum array'], entities: [Proverb] },
  { name: 'gruss: labels with non-ASCII', kinds: ['enum labels with non-ASCII', 'non-ASCII name'], entities: [Gruss] },
  { name: 'oven: numeric and simple enums', kinds: ['numeric enum', 'simple-enum'], entities: [Oven] },
  {
    name: 'chore: enum in checks and indexes',
    kinds: ['enum', 'check', 'partial index', 'column comment'],
    entities: [Chore],
  },
  {
    name: 'lamp: enums beside names with spaces',
    kinds: ['enum', 'entity schema', 'name with spaces', 'upper-case name'],
    entities: [Lamp, Lantern],
  },
];
