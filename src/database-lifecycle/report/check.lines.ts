import { differenceLine } from '../drift/difference.lines';
import { shellWord } from '../errors/shell.word';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { MigrationCheck, RoundTripFault } from '../interfaces/migration-check.interface';
import { entitiesAheadRemedies } from './entities-ahead.lines';
import { count, milliseconds } from './units';

const indented = (differences: readonly CatalogDifference[]): string[] =>
  differences.map((difference) => `   ${differenceLine(difference)}`);

const STEPS: Readonly<
  Record<RoundTripFault['step'], readonly [finding: string, remedy: string, rest: 'before' | 'after']>
> = {
  down: ['down() does not undo what up() did', 'Make its down() the reverse of its up().', 'before'],
  'up again': [
    'up() after down() does not make what it made first',
    'Make up() and down() work on what is there.',
    'after',
  ],
};

function roundTripLines({ migration, step, differences, untried }: RoundTripFault): string[] {
  const [finding, remedy, rest] = STEPS[step];
  return [
    `❌ ${migration}: ${finding}, ${count(differences.length, 'difference')}:`,
    ...indented(differences),
    `  -> ${remedy}${untried > 0 ? ` ${count(untried, 'migration')} ${rest} it not tried.` : ''}`,
  ];
}

/** Whether something is to be done; a failure is told apart. */
export const hasFindings = ({ problems, differences, roundTrip, changed }: MigrationCheck): boolean =>
  problems.length > 0 || differences.length > 0 || roundTrip !== null || changed.length > 0;

/** @param folder where the migrations' files are, as a person would type it; undefined for a build without its sources */
export function checkLines(check: MigrationCheck, folder?: string): string[] {
  const { migrations, since, problems, warnings, failure, differences, roundTrip, changed, durationMs } = check;
  const warned = warnings.map((warning) => `⚠️ ${warning}`);
  const undone = since === null ? 'each undone by its down()' : `each after ${since} undone by its down()`;
  if (!failure && !hasFindings(check))
    return [
      ...warned,
      `✅ ${count(migrations.length, 'migration')}: in order, ${undone}, and together what the entities ask for (${milliseconds(durationMs)}).`,
    ];
  return [
    ...warned,
    ...problems.map((problem) => `❌ ${problem}`),
    ...(failure ? [`❌ ${failure}`] : []),
    ...(differences.length > 0
      ? [
          `❌ The migrations do not make what the entities ask for, ${count(differences.length, 'difference')}:`,
          ...indented(differences),
          ...entitiesAheadRemedies(differences),
        ]
      : []),
    ...(roundTrip ? roundTripLines(roundTrip) : []),
    ...changed.flatMap((name) => [
      `❌ ${name} changed since it was run: the connected database ran other statements than it sends now.`,
      `  -> Put back what ran (git log -p${folder === undefined ? '' : ` -- ${shellWord(folder)}`}), and make the change in a new migration.`,
    ]),
  ];
}
