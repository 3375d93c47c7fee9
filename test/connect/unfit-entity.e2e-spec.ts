import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { connectDataSource } from '../../src/database-lifecycle';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

class NoEntity {}

@Entity()
class WithUnion {
  @PrimaryGeneratedColumn() id: number;
  @Column({ nullable: true }) reason: string | null;
}

@Entity()
class WithArray {
  @PrimaryGeneratedColumn() id: number;
  @Column() reasons: string[];
}

@Entity()
class WithForeignType {
  @PrimaryGeneratedColumn() id: number;
  @Column('datetime') at: Date;
}

@Entity()
class WithLooseEnd {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => NoEntity) owner: NoEntity;
}

describe('connectDataSource() with an entity that TypeORM can not map', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  it.each([
    [WithUnion, `Data type "Object" in "WithUnion.reason" is`, "@Column({ type: 'text', nullable: true })"],
    [WithArray, `Data type "Array" in "WithArray.reasons" is`, "@Column('text', { array: true })"],
    [
      WithForeignType,
      `Data type "datetime" in "WithForeignType.at" is`,
      'such as text, integer, numeric, boolean, timestamptz',
    ],
    [WithLooseEnd, 'Entity metadata for WithLooseEnd#owner was', 'has to be exported, with @Entity(), and among'],
  ])('says what helps: %p', async (entity, said, remedy) => {
    const { url } = database;
    const message = await connectDataSource({ type: 'postgres', url, entities: [entity] }).then(
      (connected) => connected.destroy().then(() => 'connected'),
      (error: Error) => error.message,
    );
    const [what, ...remedies] = message.split('\n  -> ');
    expect([what, remedies]).toEqual([expect.stringContaining(said), [expect.stringContaining(remedy)]]);
  });
});
