import type { MigrationInterface, QueryRunner } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

export const nameOfMigration = (number: number): string => `Step${1_700_000_000_000 + number}`;

type Step = (runner: QueryRunner) => Promise<unknown>;

/** The migration of this number that does this. */
export function migrationDoing(
  number: number,
  up: Step,
  { down = async () => undefined, transaction }: { down?: Step; transaction?: boolean } = {},
): MigrationClass {
  return class implements MigrationInterface {
    readonly name = nameOfMigration(number);
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      await up(runner);
    }

    async down(runner: QueryRunner): Promise<void> {
      await down(runner);
    }
  };
}

const sending =
  (statements: readonly string[]): Step =>
  async (runner) => {
    for (const sql of statements) await runner.query(sql);
  };

/** The migration of this number that sends these statements. */
export const migration = (
  number: number,
  up: readonly string[],
  down: readonly string[] = [],
  transaction?: boolean,
): MigrationClass => migrationDoing(number, sending(up), { down: sending(down), transaction });

/** Begins a transaction as TypeORM's runner does, a savepoint where there is one. */
export const starting: Step = (runner) => runner.startTransaction();

export const numberedMigrations = (count: number): MigrationClass[] =>
  Array.from({ length: count }, (_, index) =>
    migration(index + 1, [`CREATE TABLE t${index + 1} (id int)`], [`DROP TABLE t${index + 1}`]),
  );
