import type { PlannedSeeder, SeedingPlan } from '../interfaces/seeding-plan.interface';
import { shortNames } from '../sql/identifier';
import { count, records } from './units';

const STATES = { due: 'due', done: 'not due', filled: 'not run' } as const;

function seederCells({ key, state, why, rowsAsked, tables }: PlannedSeeder, schema: string): string[] {
  const held = tables.map(
    ({ table, rows, estimated }) => `${shortNames([table], schema)}: ${records(rows, estimated)}`,
  );
  return [
    key,
    `${STATES[state]}: ${why}`,
    held.join(', '),
    state === 'due' && rowsAsked !== null ? `${count(rowsAsked, 'row')} asked for` : '',
  ];
}

/** A row of cells for each seeder of the plan, for columns. */
export const seedingPlanCells = ({ seeders }: SeedingPlan, schema: string): string[][] =>
  seeders.map((seeder) => seederCells(seeder, schema));

export const seedingPlanTitle = ({ database, environment }: SeedingPlan): string =>
  `Seeders in database ${database}, environment ${environment}:`;

/** Once the seeder has run. */
export const rowsInVain = (key: string): string =>
  `⚠️ --rows changed nothing for ${key}: its run() does not ask for it, by rows() of its context`;

/** What a person may miss in the plan, or expect of it in vain. */
export function seedingPlanNotes({ environment, leftOut, seeders, toEmpty }: SeedingPlan, schema: string): string[] {
  const inVain = seeders.filter(({ state, rowsAsked }) => state !== 'due' && rowsAsked !== null);
  return [
    ...(toEmpty.length > 0
      ? [`⚠️ These are emptied first, of all their rows, and their identities restart: ${shortNames(toEmpty, schema)}`]
      : []),
    ...(leftOut.length > 0
      ? [`In environment ${environment} only reference data is seeded; left out: ${leftOut.join(', ')}`]
      : []),
    ...inVain.map(({ key }) => `⚠️ --rows changes nothing for ${key}, which does not run; with --fresh it runs anew`),
  ];
}
