import { count, digits, timeLeft } from './units';

export interface SeederPosition {
  readonly key: string;
  /** From 1. */
  readonly position: number;
  readonly of: number;
}

interface RowsSoFar {
  readonly rows: number;
  /** Null where the seeder does not know. */
  readonly expected: number | null;
  /** Undefined while it is too early to tell. */
  readonly perSecond: number | undefined;
}

/** Two digits are all that is meant, and more would not stand still. */
const twoDigits = (value: number): number => Number(value.toPrecision(2));

const ofExpected = ({ rows, expected }: RowsSoFar): string =>
  expected !== null && expected >= rows ? `${digits(rows)} of ${count(expected, 'row')}` : count(rows, 'row');

function pace({ rows, expected, perSecond }: RowsSoFar): string[] {
  if (perSecond === undefined || perSecond < 1) return [];
  const rate = `${count(twoDigits(perSecond), 'row')}/s`;
  return expected !== null && expected > rows ? [rate, `${timeLeft((expected - rows) / perSecond)} left`] : [rate];
}

export const seederStarted = ({ key, position, of }: SeederPosition): string =>
  `Running seeder ${key}, ${position} of ${of}`;

/** `Running seeder users, 1 of 3: 12,000 of 100,000 rows, 45,000 rows/s, 2 s left` */
export const seederProgress = (seeder: SeederPosition, soFar: RowsSoFar): string =>
  `${seederStarted(seeder)}: ${[ofExpected(soFar), ...pace(soFar)].join(', ')}`;
