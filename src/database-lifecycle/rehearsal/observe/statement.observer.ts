import type { Client } from 'pg';
import type { SqlSession } from '../../sql/sql.session';
import { watchStatements, type SentStatement } from '../../migrations/statement.watcher';
import { effectOf } from '../judge/effect.differ';
import type { LockState, Relations } from '../judge/lock.state';
import type { ObservedStatement } from '../judge/observed.statement';
import { beginsTransaction, runsInTransaction } from '../judge/transaction.rules';
import type { ReadLockState } from './lock-state.reader';

/** ReadyForQuery's status of a session outside of any transaction, https://www.postgresql.org/docs/current/protocol-message-formats.html */
const IDLE = 'I';

/** Sees what each statement of a migration does, on the session of a shadow database on which it runs. */
export class StatementObserver {
  readonly statements: ObservedStatement[] = [];
  /** Names of the migrations that began. */
  readonly migrations: string[] = [];
  /** False when the server counts no scans, so that none can be seen. */
  countsScans = true;
  private before!: LockState;
  private baseline!: Relations;
  private existing: readonly string[] = [];
  private idle = false;
  private ownTransaction = false;

  constructor(
    private readonly session: SqlSession,
    private readonly read: ReadLockState,
  ) {}

  /** Takes the relations that there are now for those that are in use. */
  async begin(): Promise<void> {
    const { relations, countsScans } = await this.read(this.session);
    this.baseline = relations;
    this.existing = [...relations].filter(([oid, { table }]) => oid === table).map(([, { path }]) => path);
    this.countsScans = countsScans;
  }

  /** @param up sends the migration's statements */
  async watch(migration: string, up: () => Promise<void>): Promise<void> {
    this.migrations.push(migration);
    // Read again, as TypeORM may have made its own tables meanwhile.
    this.before = await this.read(this.session);
    await watchStatements(
      this.session.runner,
      {
        before: ({ query }) => this.onSend(query),
        after: (statement) => this.onSuccess(migration, statement),
        failed: () => this.onFailure(),
      },
      up,
    );
  }

  private async isIdle(): Promise<boolean> {
    const client = (await this.session.runner.connect()) as Client & { getTransactionStatus(): string };
    return client.getTransactionStatus() === IDLE;
  }

  /**
   * Gives a statement outside any transaction one of its own, if that changes nothing, so that its locks can be read.
   */
  private async onSend(query: string): Promise<void> {
    this.idle = await this.isIdle();
    this.ownTransaction = this.idle && runsInTransaction(query);
    if (this.ownTransaction) await this.session.send('BEGIN');
  }

  private async onSuccess(migration: string, { query, parameters }: SentStatement): Promise<void> {
    const committed = !this.idle && (await this.isIdle());
    // SET TRANSACTION may come next, and has to be the first query.
    const after = beginsTransaction(query) ? this.before : await this.read(this.session);
    if (this.ownTransaction) await this.session.send('COMMIT');
    this.statements.push({
      migration,
      sql: query.trim(),
      parameters: parameters.length,
      transaction: this.idle ? null : (committed ? this.before : after).transaction,
      locksSeen: !this.idle || this.ownTransaction,
      existing: this.existing,
      ...effectOf(this.before, after, this.baseline),
    });
    this.before = after;
  }

  private async onFailure(): Promise<void> {
    if (this.ownTransaction) await this.session.send('ROLLBACK');
  }
}
