import {
  Check,
  ChildEntity,
  Column,
  CreateDateColumn,
  DefaultNamingStrategy,
  Entity,
  EntitySchema,
  Exclusion,
  ForeignKey,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  VersionColumn,
} from 'typeorm';
import type { Relation, Table } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity({ schema: 'books' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
@Tree('closure-table')
class Account {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @TreeParent() parent: Relation<Account>;
  @TreeChildren() children: Relation<Account>[];
}

@ChildEntity('asset')
class Asset extends Account {
  @Column({ type: 'numeric', precision: 12, scale: 2 }) worth: string;
}

@ChildEntity('debt')
class Debt extends Account {
  @ManyToOne(() => Asset) against: Relation<Asset>;
}

class Period {
  @Column({ type: 'date', nullable: true }) @Index() from: string | null;
  @Column({ type: 'date', nullable: true, default: () => 'CURRENT_DATE' }) until: string | null;
}

@Entity('party')
class Party {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: string;
}

@Entity('contract')
@TableInheritance({
  column: { type: 'enum', enum: ['lease', 'sale', 'Contract'], enumName: 'contract_kind', name: 'kind' },
})
@Index(['kind'])
class Contract {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id: string;
  @Column({ type: 'enum', enum: ['lease', 'sale', 'Contract'], enumName: 'contract_kind' }) kind: string;
  @ManyToMany(() => Party) @JoinTable({ name: 'contract_parties' }) parties: Relation<Party>[];
  @OneToMany(() => Clause, (clause) => clause.contract) clauses: Relation<Clause>[];
}

@ChildEntity('lease')
@Check('lease_positive', '"rent" > 0')
@Check('"rent" < 1000000')
@Unique(['house', 'flat'])
@Unique('lease_tenant', ['tenant'], { deferrable: 'INITIALLY DEFERRED' })
@Index(['house'], { where: `"kind" = 'lease'` })
@Exclusion('lease_once', 'USING gist ("house" WITH =, "during" WITH &&)')
class Lease extends Contract {
  @Column('int') rent: number;
  @Column() house: string;
  @Column('int') flat: number;
  @Column('daterange') during: string;
  @ManyToOne(() => Party, { deferrable: 'INITIALLY DEFERRED' }) tenant: Relation<Party>;
  @Column(() => Period) period: Period;
  @Column(() => Period, { prefix: 'notice_' }) notice: Period;
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '"rent" * 12', nullable: true }) yearly: number;
  @ManyToMany(() => Party) @JoinTable({ schema: 'side', name: 'guarantors' }) guarantors: Relation<Party>[];
}

@ChildEntity('sale')
class Sale extends Contract {
  @OneToOne(() => Lease, { onDelete: 'SET NULL' }) @JoinColumn({ name: 'ends_lease' }) ends: Relation<Lease>;
  @Column('bigint') @ForeignKey(() => Party, { onDelete: 'CASCADE' }) buyerId: string;
  @ManyToMany(() => Lease) @JoinTable() kept: Relation<Lease>[];
}

@Entity('clause')
class Clause {
  @PrimaryColumn('bigint') contractId: string;
  @PrimaryColumn('smallint') number: number;
  @ManyToOne(() => Contract, (contract) => contract.clauses, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'contractId' })
  contract: Relation<Contract>;
  @ManyToOne(() => Lease) lease: Relation<Lease>;
  @Column({
    type: 'enum',
    enum: ['lease', 'sale', 'Contract'],
    enumName: 'contract_kind',
    array: true,
    default: () => `ARRAY['lease']::contract_kind[]`,
  })
  kinds: string[];
}

@Entity()
class Tenant {
  @PrimaryGeneratedColumn('uuid') id: string;
}

@Entity()
class User {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' }) tenantId: string;
  @PrimaryColumn('int') id: number;
  @ManyToOne(() => Tenant, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'tenant_id' }) tenant: Relation<Tenant>;
}

@Entity()
@Index(['tenant', 'author'])
@Unique(['tenant', 'slug'])
class Post {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' }) tenantId: string;
  @PrimaryGeneratedColumn() id: number;
  @Column() slug: string;
  @ManyToOne(() => Tenant) @JoinColumn({ name: 'tenant_id' }) tenant: Relation<Tenant>;
  @ManyToOne(() => User)
  @JoinColumn([
    { name: 'tenant_id', referencedColumnName: 'tenantId' },
    { name: 'author_id', referencedColumnName: 'id' },
  ])
  author: Relation<User>;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn([
    { name: 'reviewer_id', referencedColumnName: 'id' },
    { name: 'tenant_id', referencedColumnName: 'tenantId' },
  ])
  reviewer: Relation<User> | null;
  @ManyToMany(() => User)
  @JoinTable({
    name: 'post_likes',
    joinColumns: [
      { name: 'post_tenant', referencedColumnName: 'tenantId' },
      { name: 'post_id', referencedColumnName: 'id' },
    ],
    inverseJoinColumns: [
      { name: 'user_tenant', referencedColumnName: 'tenantId' },
      { name: 'user_id', referencedColumnName: 'id' },
    ],
  })
  likes: Relation<User>[];
}

@Entity()
class Profile {
  @PrimaryColumn({ type: 'uuid' }) userTenant: string;
  @PrimaryColumn('int') userId: number;
  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'userTenant', referencedColumnName: 'tenantId' },
    { name: 'userId', referencedColumnName: 'id' },
  ])
  user: Relation<User>;
}

@Entity()
@Index(['region', 'code'], { unique: true })
class Site {
  @PrimaryGeneratedColumn() id: number;
  @Column() region: string;
  @Column() code: string;
  @Index({ unique: true }) @Column({ type: 'citext' }) slug: string;
  @ManyToOne(() => Site) @JoinColumn({ name: 'mirror', referencedColumnName: 'slug' }) mirror: Relation<Site>;
  @ManyToOne(() => Host) @JoinColumn({ name: 'host', referencedColumnName: 'name' }) host: Relation<Host>;
}

@Entity()
class Host {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Index('host6_name', { unique: true }) @Column() name: string;
  @ManyToOne(() => Site, { deferrable: 'INITIALLY DEFERRED' })
  @JoinColumn([
    { name: 'site_code', referencedColumnName: 'code' },
    { name: 'site_region', referencedColumnName: 'region' },
  ])
  site: Relation<Site>;
  @Column('citext') @ForeignKey(() => Site, 'slug') main: string;
}

class Verbose extends DefaultNamingStrategy {
  override materializedPathColumnName = 'the_path';
  override nestedSetColumnNames = { left: 'lft', right: 'rgt' };
  override closureJunctionTableName = (name: string): string => `${name}__paths`;
  override tableName = (target: string, given?: string): string => given ?? `t_${target}`;
  override prefixTableName = (prefix: string, name: string): string => `${prefix}__${name}`;
  override primaryKeyName = (table: Table | string, columns: string[]): string =>
    `PK.${this.getTableName(table)}.${columns.join('.')}`;
  override checkConstraintName = (table: Table | string, expression: string): string =>
    `ck ${expression.length} ${this.getTableName(table)}`;
  override exclusionConstraintName = (table: Table | string, expression: string): string =>
    `ex ${expression.length} ${this.getTableName(table)}`;
  override relationConstraintName = (table: Table | string, columns: string[]): string =>
    `REL ${this.getTableName(table)} ${columns.join(' ')}`;
  override uniqueConstraintName = (table: Table | string, columns: string[]): string =>
    `a_rather_long_name_that_will_be_cut_${columns.join('_')}_${this.getTableName(table)}_unique_constraint`;
  override foreignKeyName = (table: Table | string, columns: string[], path?: string, referenced?: string[]): string =>
    `fk_${columns.join('_')}_${this.getTableName(table)}_to_${path ?? ''}_on_${(referenced ?? []).join('_')}_and_some_more_words`;
  override indexName = (table: Table | string, columns: string[], where?: string): string =>
    `ix_${columns.join('_')}_${this.getTableName(table)}_${where ? 'partial' : 'whole'}_with_a_tail_that_is_cut_off_by_postgres`;
  override joinTableName = (first: string, second: string, property: string): string =>
    `${first}_X_${second}_${property}`;
  override joinTableColumnDuplicationPrefix = (column: string, index: number): string => `${column}#${index}`;
}

@Entity()
@Tree('nested-set')
@Check('"size" > 0')
@Check('"size" < 10000')
@Exclusion('USING gist ("size" WITH =, "during" WITH &&)')
class Box {
  @PrimaryGeneratedColumn() id: number;
  @Index() @Column('int') size: number;
  @Column({ unique: true }) label: string;
  @Column('tsrange') during: string;
  @TreeParent() parent: Relation<Box>;
  @TreeChildren() children: Relation<Box>[];
  @OneToOne(() => Lid) @JoinColumn() lid: Relation<Lid>;
  @ManyToMany(() => Box) @JoinTable() near: Relation<Box>[];
}

@Entity()
@Tree('closure-table')
class Lid {
  @PrimaryColumn({ length: 12 }) code: string;
  @TreeParent() parent: Relation<Lid>;
  @TreeChildren() children: Relation<Lid>[];
  @ManyToMany(() => Box) @JoinTable() fits: Relation<Box>[];
}

@Entity()
@Tree('materialized-path')
class Path {
  @PrimaryGeneratedColumn('uuid') id: string;
  @TreeParent() parent: Relation<Path>;
  @TreeChildren() children: Relation<Path>[];
}

const Reader = new EntitySchema<Record<string, unknown>>({
  name: 'Reader',
  columns: { id: { type: 'bigint', primary: true, generated: 'increment' }, card: { type: 'text', unique: true } },
});
const Book = new EntitySchema<Record<string, unknown>>({
  name: 'Book',
  schema: 'library',
  columns: {
    isbn: { type: 'char', length: 13, primary: true, primaryKeyConstraintName: 'book_pk' },
    serial: { type: 'int', generated: 'increment' },
    token: { type: 'uuid', generated: 'uuid' },
    row: { type: 'int', generated: 'rowid' },
    shelf: { type: 'int', nullable: true },
    size: { type: 'int', asExpression: 'length("isbn")', generatedType: 'STORED' },
    added: { type: 'timestamp', createDate: true },
    version: { type: 'int', version: true },
  },
  relations: {
    readers: {
      type: 'many-to-many',
      target: 'Reader',
      joinTable: {
        name: 'loans',
        schema: 'library_log',
        joinColumn: { name: 'book', referencedColumnName: 'isbn', foreignKeyConstraintName: 'loan_book' },
        inverseJoinColumn: { name: 'reader', referencedColumnName: 'card', foreignKeyConstraintName: 'loan_reader' },
      },
      onDelete: 'RESTRICT',
      deferrable: 'INITIALLY DEFERRED',
    },
    sequels: { type: 'many-to-many', target: 'Book', joinTable: true },
    parent: { type: 'many-to-one', target: 'Book', treeParent: true },
    children: { type: 'one-to-many', target: 'Book', treeChildren: true, inverseSide: 'parent' },
  },
  trees: [{ type: 'closure-table', options: { closureTableName: 'book_paths' } }],
  indices: [
    { name: 'book_shelf', columns: ['shelf'], where: '"shelf" IS NOT NULL' },
    { name: 'book_by_hand', synchronize: false },
    { columns: ['added', 'serial'], unique: true },
  ],
  uniques: [{ columns: ['serial'], deferrable: 'INITIALLY IMMEDIATE' }],
  checks: [{ expression: `"shelf" > 0 AND '$1' <> ''` }],
  foreignKeys: [
    {
      target: 'Reader',
      columnNames: ['shelf'],
      referencedColumnNames: ['id'],
      onDelete: 'SET NULL',
      name: 'odd_shelf',
    },
  ],
});

class Links {
  @ManyToMany(() => Tag) @JoinTable() tags: Relation<Tag>[];
  @ManyToMany(() => Tag) @JoinTable({ name: 'hidden_tags' }) hidden: Relation<Tag>[];
  @OneToOne(() => Tag) @JoinColumn() main: Relation<Tag>;
  @ManyToOne(() => Doc, { createForeignKeyConstraints: false }) source: Relation<Doc>;
  @CreateDateColumn() linkedAt: Date;
  @VersionColumn() revision: number;
}

@Entity()
class Tag {
  @PrimaryColumn({ type: 'varchar', length: 30, collation: 'C' }) name: string;
}

@Entity()
class Doc {
  @PrimaryGeneratedColumn() id: number;
  @Column(() => Links) links: Links;
}

export const combinationSets: EntitySet[] = [
  {
    name: 'account: a closure table over one table with children',
    kinds: ['closure table', 'single-table inheritance', 'several schemas', 'uuid of uuid-ossp'],
    entities: [Debt, Asset, Account],
    schemas: ['books'],
  },
  {
    name: 'contract: children with constraints, junctions, embedded and generated columns of their own',
    kinds: [
      'single-table inheritance',
      'exclusion',
      'deferrable unique',
      'junction across schemas',
      'identity',
      'embedded',
    ],
    entities: [Sale, Lease, Contract, Party, Clause],
    schemas: ['side'],
  },
  {
    name: 'post: a column that is part of several keys',
    kinds: ['composite key', 'composite foreign key', 'custom junction', 'one-to-one', 'composite unique'],
    entities: [Post, Profile, User, Tenant],
  },
  {
    name: 'site: keys to what indexes make unique, in a circle and to itself',
    kinds: ['foreign key to a unique column', 'unique index', 'cycle of two', 'self reference', 'citext'],
    entities: [Site, Host],
  },
  {
    name: 'box: a naming strategy of long names for all that has one',
    kinds: ['naming strategy', 'long name', 'nested set', 'closure table', 'materialized path', 'entity prefix'],
    entities: [Box, Lid, Path],
    options: { namingStrategy: new Verbose(), entityPrefix: 'Pre' },
  },
  {
    name: 'book: a tree, junctions and generated columns of an entity schema',
    kinds: ['entity schema', 'closure table', 'junction across schemas', 'deferrable unique', 'serial'],
    entities: [Reader, Book],
    schemas: ['library', 'library_log'],
  },
  {
    name: 'doc: junctions of an embedded entity',
    kinds: ['embedded', 'junction', 'one-to-one', 'relation without foreign key', 'collation'],
    entities: [Doc, Tag],
  },
];
