import { isDeepStrictEqual } from 'node:util';
import { MigrationExecutor, type DataSource, type Migration } from 'typeorm';
import { tellableDetail, type Failure } from '../../errors/failure.chain';
import { baselineRemedies } from '../../errors/baseline.remedy';
import { statementRemedy } from '../../errors/statement.remedy';
import { thrownError } from '../../errors/thrown.error';
import type { RoundTripFault } from '../../interfaces/migration-check.interface';
import { withSession, type SqlSession } from '../../sql/sql.session';
import { compareMigrated } from '../expected.catalogs';
import { requireMethod } from '../method.guard';
import { hasTransaction, migrationSteps, transactionMode, type TransactionMode } from '../migration.steps';
import { packCatalog, unpackCatalog, type PackedCatalog } from './packed.catalog';
import type { ProofStep } from './proof.chain';
import { recordDown, recordUp } from '../statement.recorder';
import type { SentStatement } from '../statement.watcher';

const LONGEST = 200;

/** The statement, if it is DDL; any other may contain private data. */
function definitionIn({ query = '' }: { readonly query?: string }): string {
  const line = query.replace(/\s+/g, ' ').trim();
  if (!/^(?:ALTER|CREATE|DROP) /i.test(line)) return '';
  return `\n     ${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}`;
}

/** A migration threw. */
export class RoundTripError extends Error {
  /** @param transaction whether it runs in one */
  constructor({ name }: Migration, step: string, transaction: boolean, cause: unknown) {
    const error: Failure & { readonly query?: string } = thrownError(cause);
    const detail = tellableDetail(error.driverError ?? error);
    const [baseline] = step === 'up()' ? baselineRemedies(error.driverError) : [];
    const remedy = statementRemedy(error.driverError, transaction) ?? baseline;
    const what = `${error.message}${detail ? ` (${detail})` : ''}${definitionIn(error)}`;
    super(`Migration ${name} failed in ${step}: ${what}${remedy === undefined ? '' : `\n  -> ${remedy}`}`, { cause });
  }
}

export type ReadCatalogText = (session: SqlSession) => Promise<string>;

/** Takes all migrations up, down and up again, on one session of a database that holds nothing. */
export class RoundTrip {
  /** What each migration sent, in running order. */
  readonly sent: {
    readonly up: SentStatement[][];
    readonly down: SentStatement[][];
    readonly again: SentStatement[][];
  } = { up: [], down: [], again: [] };
  /** What was there before each migration, and after the last. */
  private readonly states: PackedCatalog[] = [];
  private readonly mode: TransactionMode;

  constructor(
    private readonly session: SqlSession,
    private readonly executor: MigrationExecutor,
    readonly migrations: readonly Migration[],
    private readonly read: ReadCatalogText,
    /** The first migration that is looked at; those before it are only run. */
    private readonly from: number,
    /** The first that is undone and done again. */
    private readonly tried: number,
  ) {
    this.mode = transactionMode(session.runner.dataSource);
  }

  /** What all of them make; once they are up. */
  get made(): PackedCatalog {
    return this.states[this.migrations.length]!;
  }

  /** What each of them did, once all are down again. */
  steps(): ProofStep[] {
    return this.migrations.map(({ name, instance }, index) => ({
      name,
      transaction: instance?.transaction ?? this.mode,
      up: this.sent.up[index]!,
      down: this.sent.down[index]!,
    }));
  }

  /** Committed together just as migration:run does it. */
  async up(): Promise<void> {
    let index = 0;
    await this.look(index);
    for (const { migrations, transaction } of migrationSteps(this.migrations, this.mode)) {
      await this.inTransaction(transaction, migrations.at(-1)!, 'up()', async () => {
        for (const migration of migrations) {
          await this.attempt(migration, 'up()', async () => {
            requireMethod(migration, 'up');
            this.sent.up.push(await recordUp(this.executor, this.session.runner, migration));
          });
          await this.look((index += 1));
        }
      });
    }
  }

  /** The last first; stops at the first that does not restore what was there before it. */
  async down(looking = true): Promise<RoundTripFault | null> {
    for (const [index, migration] of this.triedOnes().toReversed()) {
      await this.alone(migration, 'down()', async () => {
        requireMethod(migration, 'down');
        this.sent.down[index] = await recordDown(this.executor, this.session.runner, migration);
      });
      const differences = looking ? await this.differences(index, index) : [];
      if (differences.length > 0)
        return { migration: migration.name, step: 'down', differences, untried: index - this.tried };
    }
    return null;
  }

  /**
   * Stops at the first that does not make what it made before. Equal statements should have equal results, so the
   * catalog is compared only after a migration that sent other statements, and at the end; if the end differs all the
   * same, once more with each step compared.
   */
  async again(each = false): Promise<RoundTripFault | null> {
    const last = this.migrations.length - 1;
    for (const [index, migration] of this.triedOnes()) {
      await this.alone(migration, 'up() after down()', async () => {
        this.sent.again[index] = await recordUp(this.executor, this.session.runner, migration);
      });
      const repeated = isDeepStrictEqual(this.sent.again[index], this.sent.up[index]);
      if (!each && repeated && index < last) continue;
      const differences = await this.differences(index, index + 1);
      if (differences.length === 0) continue;
      if (!each && repeated) return (await this.down(false)) ?? (await this.again(true));
      return { migration: migration.name, step: 'up again', differences, untried: last - index };
    }
    return null;
  }

  private triedOnes(): [number, Migration][] {
    return [...this.migrations.entries()].slice(this.tried);
  }

  private async look(index: number): Promise<void> {
    if (index >= this.from) this.states[index] = packCatalog(await this.read(this.session));
  }

  /** In what the database differs from a state that it was in. */
  private async differences(migration: number, state: number): Promise<RoundTripFault['differences']> {
    if (migration < this.from) return [];
    const [expected, actual] = [this.states[state]!, packCatalog(await this.read(this.session))];
    return actual.equals(expected) ? [] : compareMigrated(unpackCatalog(expected), unpackCatalog(actual));
  }

  /** In a transaction of its own, unless it is not to have one. */
  private alone(migration: Migration, step: string, work: () => Promise<void>): Promise<void> {
    const transaction = hasTransaction(migration, this.mode);
    return this.inTransaction(transaction, migration, step, () => this.attempt(migration, step, work));
  }

  private async inTransaction(
    transaction: boolean,
    last: Migration,
    step: string,
    work: () => Promise<void>,
  ): Promise<void> {
    if (!transaction) return work();
    await this.session.beginOurs();
    await work();
    await this.attempt(last, step, () => this.session.runner.commitTransaction());
  }

  private attempt(migration: Migration, step: string, work: () => Promise<void>): Promise<void> {
    return work().catch((error: unknown) => {
      throw new RoundTripError(migration, step, hasTransaction(migration, this.mode), error);
    });
  }
}

/**
 * @param dataSource on a shadow database that holds nothing
 * @param tried the first migration that is undone and done again. Default: the first of all
 */
export const withRoundTrip = <Result>(
  dataSource: DataSource,
  read: ReadCatalogText,
  from: number,
  work: (trip: RoundTrip) => Promise<Result>,
  tried = 0,
): Promise<Result> =>
  withSession(dataSource, async (session) => {
    const executor = new MigrationExecutor(dataSource, session.runner);
    return work(new RoundTrip(session, executor, await executor.getPendingMigrations(), read, from, tried));
  });
