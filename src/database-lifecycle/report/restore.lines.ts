import type { Dependent } from '../interfaces/holdings.interface';
import type { RestorePlan } from '../interfaces/restore-plan.interface';
import type { RestoreReport } from '../interfaces/restore-report.interface';
import type { TrashConstraint } from '../interfaces/trash.interface';
import { shortNames } from '../sql/identifier';
import { count, milliseconds } from './units';

const FATES: Readonly<Record<Dependent['fate'], string>> = {
  'goes along': 'goes along into the trash',
  'taken off': 'is taken off until those come back',
  stays: 'stays, and goes on using what is set aside',
};

/** Who is not the app's, and what becomes of it. */
export const dependentLines = (dependents: readonly Dependent[]): string[] =>
  dependents.map(({ fate, what }) => `not this app's: ${what} ${FATES[fate]}`);

const lostLine = ({ schema, table, name }: TrashConstraint, defaultSchema: string): string =>
  `foreign key ${name} can not be put back, as its table ${shortNames([`${schema}.${table}`], defaultSchema)} is gone`;

/** What a restore changes beside moving tables. */
export function restorePlanLines(
  {
    dependents,
    lost,
    migrations: { pendingAgain, recordedAgain },
  }: Pick<RestorePlan, 'dependents' | 'lost' | 'migrations'>,
  schema: string,
): string[] {
  return [
    ...dependentLines(dependents),
    ...lost.map((constraint) => lostLine(constraint, schema)),
    ...(pendingAgain.length > 0
      ? [`migrations that ran since then are pending again: ${pendingAgain.join(', ')}`]
      : []),
    ...(recordedAgain.length > 0
      ? [`migrations that were reverted since then count as run again: ${recordedAgain.join(', ')}`]
      : []),
  ];
}

export const restored = ({ relations, restored: name, trash, setAside, durationMs }: RestoreReport): string => {
  const aside = trash === null ? '' : `, and set ${setAside.length} aside in ${trash}`;
  return `✅ Brought ${count(relations.length, 'relation')} back from ${name}${aside} in ${milliseconds(durationMs)}, in one transaction`;
};

/** The way back, for who finds out a second later. */
export const undoing = (trash: string | null): string[] =>
  trash === null ? [] : [`  -> to undo it: npm run db:restore -- ${trash}`];
