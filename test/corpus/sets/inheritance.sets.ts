import {
  ChildEntity,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  EntitySchema,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  UpdateDateColumn,
  VersionColumn,
  VirtualColumn,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

abstract class Base {
  @PrimaryGeneratedColumn('uuid') id: string;
  @CreateDateColumn() createdAt: Date;
  @UpdateDateColumn({ type: 'timestamptz', precision: 3 }) updatedAt: Date;
  @DeleteDateColumn({ name: 'deleted_at' }) deletedAt: Date | null;
  @VersionColumn() version: number;
}

abstract class Named extends Base {
  @Index() @Column({ length: 60 }) name: string;
}

@Entity()
class River extends Named {
  @Column('int') length: number;
}

@Entity()
@Unique(['name', 'river'])
class Bridge extends Named {
  @ManyToOne(() => River, { nullable: false }) river: Relation<River>;
  @VirtualColumn({ query: (alias) => `SELECT count(*) FROM "river" WHERE "id" = ${alias}."riverId"` }) rivers: number;
  @Column({ select: false }) secret: string;
  @Column({ insert: false, update: false, default: 'fixed' }) fixed: string;
}

@Entity()
class Document {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
}

@Entity()
class Contract extends Document {
  @Column('date') signed: string;
}

@Entity()
class Lease extends Contract {
  @Column('int') months: number;
}

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'kind', length: 20 } })
@Index(['kind', 'name'])
class Vehicle {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column() kind: string;
}

@ChildEntity()
class Car extends Vehicle {
  @Column('int') doors: number;
  @Column({ type: 'enum', enum: ['petrol', 'battery'], default: 'petrol' }) power: string;
}

@ChildEntity('van')
class Van extends Car {
  @Column({ type: 'numeric', precision: 6, scale: 2, comment: 'cubic metres' }) volume: string;
  @ManyToOne(() => Vehicle) tows: Relation<Vehicle>;
}

@ChildEntity()
class Bike extends Vehicle {
  @Index({ unique: true }) @Column() frame: string;
  @Column({ type: 'jsonb', default: [] }) parts: object;
}

@Entity({ schema: 'museum' })
@TableInheritance({ column: { type: 'enum', enum: ['Painting', 'Statue', 'Exhibit'], name: 'type' } })
class Exhibit {
  @PrimaryGeneratedColumn() id: number;
}

@ChildEntity()
class Painting extends Exhibit {
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '"id" * 2', nullable: true }) label: number;
}

@ChildEntity()
class Statue extends Exhibit {
  @Column({ type: 'enum', enum: ['bronze', 'marble'] }) material: string;
  @ManyToOne(() => Painting) beside: Relation<Painting>;
}

@Entity()
@Tree('closure-table')
class Folder {
  @PrimaryGeneratedColumn() id: number;
  @TreeParent() parent: Relation<Folder>;
  @TreeChildren() children: Relation<Folder>[];
}

@Entity({ schema: 'biology' })
@Tree('closure-table', {
  closureTableName: 'taxon_tree',
  closureTableSchema: 'biology_tree',
  ancestorColumnName: (column) => `upper_${column.propertyName}`,
  descendantColumnName: (column) => `lower_${column.propertyName}`,
})
class Taxon {
  @PrimaryColumn({ length: 40, name: 'latin name' }) name: string;
  @TreeParent({ onDelete: 'CASCADE' }) parent: Relation<Taxon>;
  @TreeChildren() children: Relation<Taxon>[];
}

@Entity()
@Tree('materialized-path')
class Chapter {
  @PrimaryGeneratedColumn() id: number;
  @TreeParent({ onDelete: 'CASCADE' }) parent: Relation<Chapter>;
  @TreeChildren({ cascade: true }) children: Relation<Chapter>[];
}

@Entity()
@Tree('nested-set')
class Division {
  @PrimaryGeneratedColumn('uuid') id: string;
  @TreeParent() parent: Relation<Division>;
  @TreeChildren() children: Relation<Division>[];
}

const Account = new EntitySchema<Record<string, unknown>>({
  name: 'Account',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    opened: { type: 'timestamptz', createDate: true },
    touched: { type: 'timestamptz', updateDate: true },
    closed: { type: 'timestamptz', deleteDate: true },
    revision: { type: 'int', version: true },
    hidden: { type: 'text', select: false, nullable: true },
  },
});

export const inheritanceSets: EntitySet[] = [
  {
    name: 'river: abstract bases, special columns',
    kinds: [
      'abstract base',
      'special date columns',
      'version column',
      'virtual column',
      'column left out of queries',
      'index on relation',
    ],
    entities: [River, Bridge, Account],
  },
  { name: 'document: concrete tables', kinds: ['concrete-table inheritance'], entities: [Lease, Document, Contract] },
  {
    name: 'vehicle: one table, two levels',
    kinds: ['single-table inheritance', 'enum', 'self reference', 'column comment'],
    entities: [Vehicle, Car, Van, Bike],
  },
  {
    name: 'museum: one table with an enum discriminator in a schema',
    kinds: ['single-table inheritance', 'enum in a custom schema', 'stored generated column'],
    entities: [Painting, Statue, Exhibit],
    schemas: ['museum'],
  },
  { name: 'folder: closure table', kinds: ['closure table'], entities: [Folder] },
  {
    name: 'taxon: closure table in another schema, its columns renamed',
    kinds: ['closure table', 'name with spaces', 'several schemas'],
    entities: [Taxon],
    schemas: ['biology', 'biology_tree'],
  },
  {
    name: 'chapter: materialized path and nested set',
    kinds: ['materialized path', 'nested set'],
    entities: [Chapter, Division],
  },
];
