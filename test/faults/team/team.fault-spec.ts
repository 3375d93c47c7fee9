import * as fc from 'fast-check';
import type { Change } from '../../generate/change';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { EDITS } from './support/edits';
import { modelAfter, Team } from './support/team';

const RUNS = extent(2, 60);
/** Some forty commands. */
const CASE_MS = 240_000;

/** Who starts the app. */
const starts = fc.record({ ada: fc.boolean(), ben: fc.boolean() });

/** Some edits, with a start of the app between them or not, one migration for all, and what each does then. */
const cycles = fc.record({
  edits: fc.array(fc.record({ at: fc.nat(EDITS.length - 1), starts }), { minLength: 1, maxLength: 4 }),
  pulls: fc.boolean(),
  resets: fc.boolean(),
  reverts: fc.boolean(),
});
type Cycle = typeof cycles extends fc.Arbitrary<infer One> ? One : never;

async function live(team: Team, past: Change[], number: number, { edits, pulls, resets, reverts }: Cycle) {
  const [ada, ben] = team.developers;
  const made: Change[] = [];
  for (const { at, starts } of edits) {
    const edit = EDITS[at]!;
    const model = past.includes(edit) || made.includes(edit) ? null : modelAfter([...past, ...made, edit]);
    if (model === null) continue;
    team.note(`* ${edit.name}`);
    team.model = model;
    made.push(edit);
    if (starts.ada) await team.start(ada);
    if (starts.ben) await team.start(ben);
  }
  if (!(await team.generate(`Step${number}`, made))) {
    team.note('* all of that is taken back');
    team.model = modelAfter(past)!;
    return;
  }
  past.push(...made);
  await team.run(team.production);
  for (const developer of pulls ? team.developers : [ada]) {
    await team.run(developer);
    await team.mustAgree(developer);
  }
  await team.mustBeAlike(ada);
  if (resets) await team.resetAndRestore(ada);
  if (!reverts) return;
  await team.revert(team.production);
  await team.run(team.production);
  await team.mustBeAlike(ada);
}

async function liveTogether(weeks: readonly Cycle[]): Promise<void> {
  const team = await Team.found();
  try {
    const past: Change[] = [];
    for (const [number, week] of weeks.entries()) await live(team, past, number, week);
    const [ada, ben] = team.developers;
    await team.run(ben);
    await team.mustAgree(ben);
    await team.mustAgree(ada);
  } finally {
    await team.dissolve();
  }
}

describe('two developers and production', () => {
  it(
    'end with the same database, whoever starts the app, generates, runs, reverts and resets when; no start harms a row',
    async () => {
      const cases = fc.array(cycles, { minLength: 2, maxLength: 3 });
      await holds(RUNS, cases, liveTogether, CASE_MS);
    },
    ENOUGH_MS,
  );
});
