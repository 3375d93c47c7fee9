import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import type { SeederError } from '../errors/seeder.error';
import { count } from '../report/units';
import type { RowDifference } from './row.comparator';

/** As many rows of a table are shown of each kind; the rest is counted. */
const SHOWN_ROWS = 5;

const shown = (prefix: string, rows: readonly string[]): string[] => [
  ...rows.slice(0, SHOWN_ROWS).map((row) => `    ${prefix} ${row}`),
  ...(rows.length > SHOWN_ROWS ? [`    ${prefix} … and ${rows.length - SHOWN_ROWS} more`] : []),
];

function linesOf({ table, changed, gone, added }: RowDifference): string[] {
  const kinds = [
    ['changed', changed.length],
    ['gone', gone.length],
    ['added', added.length],
  ] as const;
  const counts = kinds.filter(([, amount]) => amount > 0).map(([kind, amount]) => `${count(amount, 'row')} ${kind}`);
  const changes = changed.map(({ key, columns }) => `${key}: ${columns.join(', ')}`);
  return [`  ${table}: ${counts.join(', ')}`, ...shown('~', changes), ...shown('-', gone), ...shown('+', added)];
}

/** A seeder that runs again and again does not leave the same rows each time. Nothing of either run was kept. */
export class SeederIdempotenceError extends DatabaseLifecycleError {
  private constructor(
    /** Its key. */
    readonly seeder: string,
    why: string,
    /** By table; empty when it failed the second time. */
    readonly differences: readonly RowDifference[],
    options?: ErrorOptions,
  ) {
    super(
      `Seeder "${seeder}" is not idempotent: run again a day later, it ${why}`,
      [
        'Write by natural key, which leaves an equal row alone: await upsert(Entity, rows, "name")',
        'Take values from the context, its faker and its content: not from the clock, Math.random() or randomUUID().',
      ],
      options,
    );
  }

  /** The rows that it left differ. */
  static rowsDiffer(seeder: string, differences: readonly RowDifference[]): SeederIdempotenceError {
    const lines = differences.flatMap(linesOf);
    return new SeederIdempotenceError(
      seeder,
      `did not leave the rows of the first run as they were.\n${lines.join('\n')}`,
      differences,
    );
  }

  /** It ran once, and failed when it ran again. */
  static failedAgain(seeder: string, failure: SeederError): SeederIdempotenceError {
    return new SeederIdempotenceError(seeder, `failed.\n  ${failure.message.split('\n')[0]}`, [], { cause: failure });
  }
}
