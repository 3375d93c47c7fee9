import type {
  DraftPart,
  MigrationDraft,
  MigrationQuery,
} from '../../src/database-lifecycle/interfaces/migration-draft.interface';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { catalogReader } from '../../src/database-lifecycle/migrations/expected.catalogs';
import type { SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { driftOn, falseDriftOf } from './false.drift';
import { faultsOfRows, faultsOfSide } from './faults';
import { keptReadings, type Outcome } from './kept.rows';
import { recordsIn, type Lab, type Side } from './lab';
import type { Model } from './model';
import { readRows, type TableReading } from './stored.rows';

/** Sends statements as migration:run does: those of a part in one transaction, unless it is to have none. */
async function send({ runner }: SqlSession, { transaction }: DraftPart, queries: readonly MigrationQuery[]) {
  if (transaction !== 'none') await runner.startTransaction();
  try {
    for (const { query } of queries)
      await runner.query(query).catch((error: Error) => {
        throw new Error(`${error.message}, in: ${query}`, { cause: error });
      });
    // What a COMMIT would do, also where this is a transaction in another one.
    if (transaction !== 'none') await runner.query('SET CONSTRAINTS ALL IMMEDIATE');
  } catch (error) {
    if (transaction !== 'none') await runner.rollbackTransaction();
    throw error;
  }
  if (transaction !== 'none') await runner.commitTransaction();
}

export async function sendUp(session: SqlSession, { parts }: MigrationDraft): Promise<void> {
  for (const part of parts) await send(session, part, part.up);
}

async function sendDown(session: SqlSession, { parts }: MigrationDraft): Promise<void> {
  for (const part of parts.toReversed()) await send(session, part, part.down);
}

/** What TypeORM would still change, and would not right after its own synchronize(). */
async function trueDriftOf(session: SqlSession, model: Model): Promise<string[]> {
  const drift = await driftOn(session);
  if (drift.length === 0) return [];
  const alwaysThere = new Set(await falseDriftOf(model));
  return drift
    .filter((statement) => !alwaysThere.has(statement))
    .map((statement) => `TypeORM still wants: ${statement}`);
}

/** It works or fails, as a value that nobody has is not made up. */
const failsToUndo = (session: SqlSession, draft: MigrationDraft): Promise<string[]> =>
  sendDown(session, draft).then(
    () => ['it is undone, though values are lost that must be there'],
    ({ message }: Error) => (message.includes('contains null values') ? [] : [message]),
  );

export interface Run {
  readonly lab: Lab;
  readonly model: Model;
  /** On a copy of the base, with the changed entities. */
  readonly session: SqlSession;
  readonly draft: MigrationDraft;
  readonly wanted: Side;
  readonly outcome: Outcome;
  /** Whether TypeORM's schema builder is asked too, which takes as long as half of all else. */
  readonly asksTypeOrm: boolean;
}

/** Up, down and up again; after each the catalog, TypeORM's records and the rows are looked at. Stops at the first fault. */
export async function faultsOfRun({
  lab,
  model,
  session,
  draft,
  wanted,
  outcome,
  asksTypeOrm,
}: Run): Promise<string[]> {
  const snapshot = catalogReader(lifecycleTarget(session.runner.dataSource));
  const { original, base } = lab;
  const kept = keptReadings(lab.readings, outcome);
  const compared = async (side: Side, expected: readonly TableReading[], found: readonly TableReading[]) => [
    ...faultsOfSide(side, await snapshot(session), await recordsIn(session)),
    ...faultsOfRows(await readRows(original.session, expected), await readRows(session, found)),
  ];
  type Step = readonly [name: string, look: () => Promise<string[]>];
  const made: Step = ['up', () => sendUp(session, draft).then(() => compared(wanted, kept.before, kept.after))];
  const agreed: Step = ['up', () => trueDriftOf(session, model)];
  // Of several parts the last ones are undone before.
  const stays = () => (draft.parts.length === 1 ? compared(wanted, kept.before, kept.after) : []);
  const stuck: Step = ['down', async () => [...(await failsToUndo(session, draft)), ...(await stays())]];
  const undone: Step = ['down', () => sendDown(session, draft).then(() => compared(base, kept.back, kept.plain))];
  const again: Step = ['up again', () => sendUp(session, draft).then(() => compared(wanted, [], []))];
  const steps = [made, ...(asksTypeOrm ? [agreed] : []), ...(outcome.stuck ? [stuck] : [undone, again])];
  for (const [step, look] of steps) {
    const faults = await look().catch(({ message }: Error) => [message]);
    if (faults.length > 0) return faults.map((fault) => `${step}: ${fault}`);
  }
  return [];
}
