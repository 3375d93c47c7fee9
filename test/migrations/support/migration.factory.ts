import type { MigrationInterface, QueryRunner } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

export const nameOfMigration = (number: number): string => `Step${1_700_000_000_000 + number}`;

/** The migration of this number that sends these statements. */
export function migration(
  number: number,
  up: readonly string[],
  down: readonly string[] = [],
  transaction?: boolean,
): MigrationClass {
  return class implements MigrationInterface {
    readonly name = nameOfMigration(number);
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      for (const sql of up) await runner.query(sql);
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const sql of down) await runner.query(sql);
    }
  };
}

export const numberedMigrations = (count: number): MigrationClass[] =>
  Array.from({ length: count }, (_, index) =>
    migration(index + 1, [`CREATE TABLE t${index + 1} (id int)`], [`DROP TABLE t${index + 1}`]),
  );
