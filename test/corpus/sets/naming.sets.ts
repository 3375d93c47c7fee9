import {
  Column,
  DefaultNamingStrategy,
  Entity,
  Index,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
} from 'typeorm';
import type { Relation, Table } from 'typeorm';
import type { EntitySet } from '../entity-set';

const snake = (text: string): string => text.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** What many teams use: snake case, constraints named after what they hold. */
class SnakeNaming extends DefaultNamingStrategy {
  override tableName = (target: string, given?: string): string => given ?? `${snake(target)}s`;
  override columnName = (property: string, given: string | undefined, prefixes: string[]): string =>
    snake([...prefixes, given ?? property].join('_'));
  override joinColumnName = (relation: string, referenced: string): string => snake(`${relation}_${referenced}`);
  override joinTableName = (first: string, second: string, property: string): string =>
    snake(`${first}_${property}_${second}`);
  override joinTableColumnName = (table: string, property: string, column?: string): string =>
    snake(`${table}_${column ?? property}`);
  override primaryKeyName = (table: Table | string): string => `pk_${this.plain(table)}`;
  override foreignKeyName = (table: Table | string, columns: string[]): string =>
    `fk_${this.plain(table)}__${columns.join('_')}`;
  override indexName = (table: Table | string, columns: string[]): string =>
    `ix_${this.plain(table)}__${columns.join('_')}`;
  override uniqueConstraintName = (table: Table | string, columns: string[]): string =>
    `uq_${this.plain(table)}__${columns.join('_')}`;
  private readonly plain = (table: Table | string): string => this.getTableName(table).split('.').at(-1) ?? '';
}

class Contact {
  @Column() phoneNumber: string;
}

@Entity()
@Unique(['firstName', 'lastName'])
class TeamMember {
  @PrimaryGeneratedColumn() memberId: number;
  @Column() firstName: string;
  @Index() @Column() lastName: string;
  @Column(() => Contact) contactData: Contact;
  @Column({ type: 'enum', enum: ['part', 'full'], default: 'full' }) workTime: string;
  @ManyToOne(() => TeamMember) teamLead: Relation<TeamMember>;
  @ManyToMany(() => ProjectPlan, (plan) => plan.members) @JoinTable() projectPlans: Relation<ProjectPlan>[];
}

@Entity()
class ProjectPlan {
  @PrimaryGeneratedColumn('uuid') planId: string;
  @ManyToMany(() => TeamMember, (member) => member.projectPlans) members: Relation<TeamMember>[];
}

@Entity()
@Tree('closure-table')
class WorkItem {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '"id" * 10' }) rankOrder: number;
  @TreeParent() parentItem: Relation<WorkItem>;
  @TreeChildren() childItems: Relation<WorkItem>[];
}

@Entity('select')
class Select {
  @PrimaryColumn() user: string;
  @PrimaryColumn() table: string;
  @Index() @Column() order: string;
  @Column({ type: 'enum', enum: ['null', 'default', 'true'], name: 'check' }) check: string;
  @ManyToOne(() => Group) group: Relation<Group>;
}

@Entity('group')
class Group {
  @PrimaryGeneratedColumn({ name: 'primary' }) id: number;
  @Column({ name: 'references', unique: true }) references: string;
}

@Entity('Straße')
class Strasse {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'Länge', type: 'int' }) laenge: number;
  @Column({ type: 'enum', enum: ['süd', 'nord'], name: 'Größe', comment: 'öäü' }) groesse: string;
  @OneToMany(() => Haus, (haus) => haus.strasse) haeuser: Relation<Haus>[];
}

@Entity('家')
@Index(['nummer'], { unique: true })
class Haus {
  @PrimaryGeneratedColumn({ name: 'номер' }) id: number;
  @Column({ name: '番号' }) nummer: string;
  @ManyToOne(() => Strasse, (strasse) => strasse.haeuser) strasse: Relation<Strasse>;
  @ManyToMany(() => Strasse) @JoinTable({ name: 'ансамбль' }) ecken: Relation<Strasse>[];
}

@Entity('UPPER')
class Upper {
  @PrimaryGeneratedColumn({ name: 'ID' }) id: number;
  @Column({ name: 'camelCase' }) camel: string;
}

@Entity('upper')
class Lower {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Upper) upper: Relation<Upper>;
}

@Entity('spare parts-list (2024)')
class PartsList {
  @PrimaryGeneratedColumn({ name: 'row number' }) id: number;
  @Column({ name: 'unit-price', type: 'money' }) price: string;
  @Column({ name: '100%', default: 'a b' }) percent: string;
  @Column({ type: 'enum', enum: ['x y', 'x-y'], name: 'the state' }) state: string;
  @ManyToOne(() => PartsList) 'parent part': Relation<PartsList>;
}

const long = (length: number, start: string): string => start.padEnd(length, '_abcdefghij');

@Entity(long(63, 'register'))
class Register {
  @PrimaryColumn({ name: long(63, 'key') }) key: string;
  @Index() @Column({ name: long(62, 'indexed') }) indexed: string;
  @Column({ unique: true }) code: string;
}

@Entity(`${'ä'.repeat(28)}1234567`)
class LongBytes {
  @PrimaryColumn({ primaryKeyConstraintName: long(63, 'pk') }) id: number;
  @ManyToOne(() => Register) register: Relation<Register>;
}

const words = { firstWord: 'enum', odd: 'select' } as const;

@Entity(long(50, 'short_enough_for_its_types'))
class Typed {
  @PrimaryGeneratedColumn('identity') id: number;
  @Column({ type: 'enum', enum: words }) kind: string;
}

export const namingSets: EntitySet[] = [
  {
    name: 'project: a naming strategy',
    kinds: ['naming strategy', 'junction', 'embedded', 'closure table', 'stored generated column'],
    entities: [TeamMember, ProjectPlan, WorkItem],
    options: { namingStrategy: new SnakeNaming() },
  },
  {
    name: 'project: a prefix',
    kinds: ['entity prefix', 'junction', 'closure table', 'enum'],
    entities: [TeamMember, ProjectPlan, WorkItem, Group],
    options: { entityPrefix: 'app_' },
  },
  { name: 'select: reserved words', kinds: ['reserved word', 'enum', 'composite key'], entities: [Select, Group] },
  {
    name: 'straße: non-ASCII names',
    kinds: ['non-ASCII name', 'custom junction', 'upper-case name'],
    entities: [Strasse, Haus],
  },
  { name: 'upper: two names that differ in case', kinds: ['upper-case name'], entities: [Upper, Lower] },
  {
    name: 'parts: spaces, hyphens, parentheses',
    kinds: ['name with spaces', 'enum', 'money', 'self reference'],
    entities: [PartsList],
  },
  {
    name: 'register: names of 63 bytes',
    kinds: ['long name', 'non-ASCII name', 'custom constraint names'],
    entities: [Register, LongBytes, Typed],
  },
];
