import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
class City {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'int', generatedType: 'STORED', asExpression: 'length("name")' }) size: number;
}

@Entity()
class Forecast {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => City, { onDelete: 'CASCADE' }) city: Relation<City>;
  @Index() @Column('date') day: string;
}

@ViewEntity({ expression: 'SELECT count(*) AS "n" FROM "forecast"' })
class ForecastCount {
  @ViewColumn() n: number;
}

/** Named like a generated column: both have a row in TypeORM's metadata table. */
@ViewEntity({ name: 'size', expression: 'SELECT max("size") AS "largest" FROM "city"' })
class Size {
  @ViewColumn() largest: number;
}

@Entity({ schema: 'geo' })
class Region {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '"id" + 1' }) next: number;
  @ManyToOne(() => City) capital: Relation<City>;
}

export const optionSets: EntitySet[] = [
  { name: 'forecast: the result cache', kinds: ['result cache'], entities: [City, Forecast], options: { cache: true } },
  {
    name: 'forecast: a renamed result cache beside a view',
    kinds: ['renamed result cache', 'view', 'stored generated column'],
    entities: [City, Forecast, ForecastCount, Size],
    options: { cache: { type: 'database', tableName: 'Query Answers' } },
  },
  {
    name: 'region: a renamed metadata table in a default schema',
    kinds: ['metadata table name', 'default schema', 'result cache', 'stored generated column'],
    entities: [Region, City],
    options: { schema: 'weather', metadataTableName: 'orm_facts', cache: true },
    schemas: ['weather', 'geo'],
  },
  {
    name: 'region: extensions of the options',
    kinds: ['custom extensions', 'stored generated column', 'several schemas'],
    entities: [Region, City],
    options: { extensions: ['pg_trgm', 'unaccent'] },
    schemas: ['geo'],
  },
];
