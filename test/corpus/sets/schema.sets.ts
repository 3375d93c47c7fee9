import {
  Column,
  Entity,
  EntitySchema,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity({ schema: 'sales', comment: 'those who pay' })
class Client {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['new', 'known'], default: 'new' }) state: string;
  @ManyToOne(() => Clerk) clerk: Relation<Clerk>;
}

@Entity({ schema: 'people' })
class Clerk {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Client) favourite: Relation<Client>;
  @ManyToOne(() => Office, { onDelete: 'CASCADE' }) office: Relation<Office>;
}

@Entity()
class Office {
  @PrimaryGeneratedColumn('identity') id: number;
  @Index() @Column() town: string;
}

@Entity({ name: 'log', schema: 'sales' })
class SalesLog {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Column({ type: 'enum', enum: ['in', 'out'] }) direction: string;
  @ManyToOne(() => PeopleLog) @JoinColumn({ name: 'cause' }) cause: Relation<PeopleLog>;
}

@Entity({ name: 'log', schema: 'people' })
class PeopleLog {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Column({ type: 'enum', enum: ['hired', 'left'] }) direction: string;
}

@Entity({ name: 'log' })
class PlainLog {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '"id" + 1' }) next: number;
}

@ViewEntity({
  schema: 'reports',
  name: 'log',
  expression:
    'SELECT l."id", l."direction"::text AS "direction" FROM "sales"."log" l UNION ALL SELECT l."id", l."direction"::text FROM "people"."log" l',
})
class AllLog {
  @ViewColumn() id: string;
  @ViewColumn() direction: string;
}

@ViewEntity({
  schema: 'reports',
  materialized: true,
  dependsOn: ['AllLog'],
  expression: 'SELECT "direction", count(*) AS "n" FROM "reports"."log" GROUP BY "direction"',
})
@Index(['direction'], { unique: true })
class LogCount {
  @ViewColumn() direction: string;
  @ViewColumn() n: string;
}

@Entity()
class Tenant {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'enum', enum: ['free', 'paid'], default: 'free' }) plan: string;
  @Column({ type: 'text', generatedType: 'STORED', asExpression: 'md5("id"::text)' }) hash: string;
}

@Entity({ schema: 'shared' })
class Country {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Tenant) first: Relation<Tenant>;
}

@ViewEntity({
  expression: (dataSource) =>
    dataSource
      .createQueryBuilder()
      .select('t.plan', 'plan')
      .addSelect('count(*)', 'n')
      .from(Tenant, 't')
      .groupBy('t.plan'),
})
class TenantPlan {
  @ViewColumn() plan: string;
  @ViewColumn() n: string;
}

const Stall = new EntitySchema<Record<string, unknown>>({
  name: 'Stall',
  tableName: 'Stall Holder',
  schema: 'Wochen-Markt',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    goods: { type: 'enum', enum: ['Käse', 'Brot'], default: 'Brot' },
    place: { type: 'int', unique: true, comment: 'from the left' },
  },
  indices: [{ columns: ['goods', 'place'] }],
});

export const schemaSets: EntitySet[] = [
  {
    name: 'sales: keys across schemas',
    kinds: ['several schemas', 'cycle of two', 'enum in a custom schema', 'table comment'],
    entities: [Client, Clerk, Office],
    schemas: ['sales', 'people'],
  },
  {
    name: 'log: one name in four schemas',
    kinds: [
      'several schemas',
      'view across schemas',
      'materialized view',
      'index of a view',
      'stored generated column',
    ],
    entities: [SalesLog, PeopleLog, PlainLog, AllLog, LogCount],
    schemas: ['sales', 'people', 'reports'],
  },
  {
    name: 'tenant: a default schema',
    kinds: [
      'default schema',
      'several schemas',
      'view by query builder',
      'stored generated column',
      'enum in a custom schema',
    ],
    entities: [Tenant, Country, TenantPlan],
    options: { schema: 'tenant_7' },
    schemas: ['tenant_7', 'shared'],
  },
  {
    name: 'stall: a schema with an odd name',
    kinds: ['several schemas', 'upper-case name', 'name with spaces', 'non-ASCII name', 'entity schema'],
    entities: [Stall],
    schemas: ['Wochen-Markt'],
  },
];
