import type { DataSource } from 'typeorm';
import { draftMigration } from '../../src/database-lifecycle/generate/migration.drafter';
import type {
  DraftPart,
  MigrationDraft,
  Rename,
} from '../../src/database-lifecycle/interfaces/migration-draft.interface';
import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import type { Change } from './change';
import { faultsOfRun, type Run } from './draft.run';
import { faultsOfWords } from './faults';
import { outcomeOf, type Outcome } from './kept.rows';
import { dataSourceOf, METADATA_TABLE, type EntitySide, type Lab } from './lab';
import { modelAfter } from './pairing';

export const renamesOf = ({ renames }: Pick<Outcome, 'renames'>): Rename[] =>
  Object.entries(renames).map(([path, to]) => {
    const [schema, table, column] = path.split('.') as [string, string, string?];
    return column === undefined ? { schema, table, to } : { schema, table, column, to };
  });

/** @param renames undefined when nobody was asked */
export const draftOf = ({ base }: Lab, wanted: EntitySide, renames?: readonly Rename[]): MigrationDraft =>
  draftMigration({
    current: base.snapshot,
    wanted: wanted.snapshot,
    created: wanted.created,
    records: { table: METADATA_TABLE, current: base.records, wanted: wanted.records },
    renames,
    searchSchema: 'public',
  });

/** What was tried, and what is wrong with it: nothing, when all is as it should be. */
export interface Trial {
  readonly draft: MigrationDraft;
  readonly faults: readonly string[];
}

/**
 * Whether all of it can be tried in one transaction that is undone, which is several times as quick as a database of its
 * own. A new label can't be used in the transaction that brings it.
 */
const canBeUndone = ({ parts }: MigrationDraft): boolean =>
  parts.every(({ transaction }) => transaction !== 'none') &&
  (parts.length === 1 || !parts.some(({ up }) => up.some(({ query }) => / ADD VALUE /.test(query))));

const inTransaction = ({ dataSource, ...run }: Omit<Run, 'session'> & { dataSource: DataSource }): Promise<string[]> =>
  withSession(dataSource, async (session) => {
    await session.runner.startTransaction();
    return faultsOfRun({ ...run, session });
  });

async function onItsOwn(run: Omit<Run, 'session'>): Promise<string[]> {
  const copy = await run.lab.copy();
  try {
    const dataSource = await dataSourceOf(run.model, copy.url);
    try {
      return await withSession(dataSource, (session) => faultsOfRun({ ...run, session }));
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await copy.drop();
  }
}

/** Drafts the migration of one change or more, and runs it on the rows of the base. */
export async function tryOut(
  lab: Lab,
  changes: readonly Change[],
  { quick = false, asksTypeOrm = true } = {},
): Promise<Trial> {
  const outcome = outcomeOf(changes);
  const model = modelAfter(changes)!;
  const dataSource = await dataSourceOf(model, lab.bench.url);
  try {
    const wanted = await lab.madeBy(dataSource);
    const draft = draftOf(lab, wanted, renamesOf(outcome));
    const words = faultsOfWords(draft, outcome, wanted.snapshot);
    if (draft.refusals.length + draft.questions.length > 0) return { draft, faults: words };
    const run = { lab, model, draft, wanted, outcome, asksTypeOrm };
    // What fails there, and would not where each part commits, is no fault.
    if (quick && canBeUndone(draft) && (await inTransaction({ ...run, dataSource })).length === 0)
      return { draft, faults: words };
    return { draft, faults: [...words, ...(await onItsOwn(run))] };
  } finally {
    await dataSource.destroy();
  }
}

const linesOf = ({ suffix, transaction, up, down }: DraftPart): string[] => [
  `part ${suffix || '(main)'}, transaction ${transaction}`,
  ...up.map(({ query }) => `  up   ${query}`),
  ...down.map(({ query }) => `  down ${query}`),
];

/** For a person: the statements, then what is wrong. */
export const storyOf = ({ draft, faults }: Trial): string =>
  [...draft.parts.flatMap(linesOf), ...faults.map((fault) => `FAULT ${fault}`)].join('\n');
