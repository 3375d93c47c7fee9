import type {
  Rehearsal,
  RehearsalFailure,
  RehearsedMigration,
  RehearsedStatement,
} from '../../interfaces/rehearsal.interface';
import { normalForms } from './normal.form';
import { LockLedger } from './lock.ledger';
import type { ObservedStatement } from './observed.statement';
import { judgeStatement } from './statement.judge';
import type { TableWording } from './table.wording';

/** What was seen in the shadow. */
export interface Performed {
  /** Names of the migrations that ran, in order; the last one may have failed. */
  readonly migrations: readonly string[];
  readonly statements: readonly ObservedStatement[];
  readonly failure: RehearsalFailure | null;
  readonly countsScans: boolean;
}

const READ = /^(?:select|show|explain|values|table)\b/;

/** TypeORM's schema builder asks the catalog what there is; that is none of the migration's doing. */
const looksOnly = ({ sql, taken }: ObservedStatement): boolean =>
  taken.size === 0 && normalForms(sql).every((form) => READ.test(form));

/** Judges every statement against the locks of those before it in its transaction. */
function rehearsed(statements: readonly ObservedStatement[], wording: TableWording) {
  const ledger = new LockLedger();
  const numbers = new Map<string, number>();
  return (migration: string): RehearsedMigration => ({
    name: migration,
    statements: statements
      .filter((statement) => statement.migration === migration && !looksOnly(statement))
      .map((statement): RehearsedStatement => {
        const locks = ledger.enter(statement);
        const { sql, parameters, transaction, rewrites, scans } = statement;
        if (transaction !== null && !numbers.has(transaction)) numbers.set(transaction, numbers.size + 1);
        return {
          sql,
          parameters,
          transaction: transaction === null ? null : numbers.get(transaction)!,
          locks: locks.taken,
          lockSource: locks.source,
          held: locks.held,
          rewrites,
          scans,
          findings: judgeStatement(statement, locks, wording),
        };
      }),
  });
}

const UNCOUNTED =
  "The shadow's server counts no scans (track_counts is off), so statements that only read a table look harmless here.";

/** What was planned, as far as it is to be told. */
export interface Planned {
  /** Migrations that are deployed together: what one of them makes, nobody uses before the last has run. */
  readonly deploys: readonly (readonly string[])[];
  /** Whether they were deployed one by one, and long ago for all we know. */
  readonly history: boolean;
  /** Executed migrations that the code does not have. */
  readonly unknown: readonly string[];
}

export function judgeRehearsal(
  { migrations, statements, failure, countsScans }: Performed,
  wording: TableWording,
  { deploys, unknown, history }: Planned,
): Omit<Rehearsal, 'durationMs'> {
  const { tables, unread } = wording.live;
  return {
    pending: deploys.flat(),
    migrations: migrations.map(rehearsed(statements, wording)),
    failure,
    tables: Object.fromEntries(tables),
    history,
    notes: [
      ...(unknown.length > 0
        ? [
            `The connected database has run ${unknown.join(', ')}, which this code does not have: the shadow lacks what that made.`,
          ]
        : []),
      ...(countsScans ? [] : [UNCOUNTED]),
      ...(unread === null ? [] : [`Sizes are not known: ${unread}`]),
    ],
  };
}
