import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Entity as EntityClass, EntitySet } from '../entity-set';

@Entity()
class Sensor {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'enum', enum: ['on', 'off'], default: 'on' }) state: string;
}

@Entity()
class Reading {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Sensor) sensor: Relation<Sensor>;
  @Column('float') value: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at: Date;
}

@ViewEntity({ expression: `\n  SELECT "id", "name"\n  FROM "sensor" WHERE "state" = 'on' -- it's on\n` })
class LiveSensor {
  @ViewColumn() id: number;
  @ViewColumn() name: string;
}

@ViewEntity({
  name: 'sensor average',
  expression: (dataSource) =>
    dataSource
      .createQueryBuilder()
      .select('sensor.name', 'name')
      .addSelect('avg(reading.value)', 'mean')
      .from(Reading, 'reading')
      .leftJoin(Sensor, 'sensor', 'sensor.id = reading.sensorId')
      .groupBy('sensor.name'),
})
class SensorAverage {
  @ViewColumn() name: string;
  @ViewColumn({ name: 'mean' }) average: number;
}

@ViewEntity({
  materialized: true,
  expression: 'SELECT "sensorId" AS "sensor", max("value") AS "peak", max("at") AS "at" FROM "reading" GROUP BY 1',
})
@Index('sensor_peak_sensor', ['sensor'], { unique: true })
@Index(['peak', 'at'])
@Index(['at'], { where: '"peak" > 0' })
class SensorPeak {
  @ViewColumn() sensor: number;
  @ViewColumn() peak: number;
  @Index() @ViewColumn() at: Date;
}

@ViewEntity({ expression: 'SELECT "id", "value" FROM "reading"' })
class Level1 {
  @ViewColumn() id: number;
  @ViewColumn() value: number;
}

@ViewEntity({ dependsOn: ['Level1'], expression: 'SELECT "id", "value" * 2 AS "value" FROM "level1"' })
class Level2 {
  @ViewColumn() id: number;
  @ViewColumn() value: number;
}

@ViewEntity({
  dependsOn: [Level2],
  materialized: true,
  expression: 'SELECT "id", "value" * 2 AS "value" FROM "level2"',
})
class Level3 {
  @ViewColumn() id: number;
  @ViewColumn() value: number;
}

@ViewEntity({ expression: 'SELECT "id", "value" FROM "reading" WHERE "value" > 0' })
class Source {
  @ViewColumn() id: number;
  @ViewColumn() value: number;
}

@ViewEntity({ dependsOn: [Source], expression: 'SELECT "id", "value" FROM "source" WHERE "value" < 10' })
class LeftSide {
  @ViewColumn() id: number;
}

@ViewEntity({
  dependsOn: ['Source'],
  materialized: true,
  expression: 'SELECT "id", "value" FROM "source" WHERE "value" >= 10',
})
@Index(['id'])
class RightSide {
  @ViewColumn() id: number;
}

@ViewEntity({
  dependsOn: [RightSide, LeftSide],
  expression: 'SELECT "id" FROM "left_side" UNION SELECT "id" FROM "right_side"',
})
class Mouth {
  @ViewColumn() id: number;
}

@ViewEntity({ expression: 'SELECT 1 AS "one", \'it\'\'s; fine\' AS "text"' })
class Constant {
  @ViewColumn() one: number;
}

@ViewEntity({ synchronize: false, name: 'somebodys_view', expression: 'SELECT 1' })
class ForeignView {
  @ViewColumn() one: number;
}

@Entity({ synchronize: false, name: 'somebodys_table' })
class ForeignTable {
  @PrimaryGeneratedColumn() id: number;
}

@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => ForeignTable) about: Relation<ForeignTable>;
}

@ViewEntity({
  expression: 'SELECT f."id", n."id" AS "note" FROM "somebodys_table" f LEFT JOIN "note" n ON n."aboutId" = f."id"',
})
class Annotated {
  @ViewColumn() id: number;
}

const chain = [Level1, Level2, Level3] as const;
const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
const prepareForeign = ['CREATE TABLE somebodys_table (id serial PRIMARY KEY, theirs text)'];
const inOrder = (views: readonly EntityClass[]): EntityClass[] => [Reading, Sensor, ...views];

export const viewSets: EntitySet[] = [
  {
    name: 'sensor: views',
    kinds: ['view', 'view by query builder', 'name with spaces'],
    entities: [LiveSensor, SensorAverage, Sensor, Reading],
  },
  {
    name: 'peak: a materialized view and its indexes',
    kinds: ['materialized view', 'index of a view', 'partial index'],
    entities: [SensorPeak, Sensor, Reading],
  },
  ...orders.map((order): EntitySet => ({
    name: `levels: a chain of three views, declared ${order.map((level) => level + 1).join(', ')}`,
    kinds: ['chain of views', 'view', 'materialized view'],
    entities: inOrder(order.map((level) => chain[level]!)),
    // TypeORM's own order of views is wrong in two of the six.
    reference: { entities: inOrder(chain) },
  })),
  {
    name: 'delta: a diamond of views',
    kinds: ['diamond of views', 'materialized view', 'index of a view'],
    entities: [Mouth, RightSide, LeftSide, Source, Reading, Sensor],
    reference: { entities: [Source, LeftSide, RightSide, Mouth, Reading, Sensor] },
  },
  {
    name: 'note: beside what is not synchronized',
    kinds: ['unsynchronized entity', 'view', 'default with quotes'],
    entities: [ForeignTable, ForeignView, Note, Annotated, Constant],
    prepare: prepareForeign,
  },
  {
    name: 'note: views under another metadata table',
    kinds: ['metadata table name', 'unsynchronized entity', 'view'],
    entities: [ForeignTable, Note, Annotated],
    options: { metadataTableName: 'orm_facts' },
    prepare: prepareForeign,
  },
];
