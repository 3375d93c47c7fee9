const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1024;

/** A size as PostgreSQL's pg_size_pretty() has it: in the greatest unit in which it is at least 10, without decimals. */
export function size(bytes: number): string {
  const power = UNITS.findIndex((_, index) => bytes < 10 * STEP ** (index + 1));
  const unit = power === -1 ? UNITS.length - 1 : power;
  return `${Math.round(bytes / STEP ** unit)} ${UNITS[unit]}`;
}

/** `10,000,000`; as `Intl.NumberFormat` has it, which takes each start 4 ms to load. */
export const digits = (amount: number): string => String(amount).replace(/\d(?=(\d{3})+$)/g, '$&,');

/** `4 records`, `≈ 10,000,000 records`; of null, that they can not be read */
export const records = (rows: number | null, estimated = false): string =>
  rows === null
    ? 'records can not be read'
    : `${estimated ? '≈ ' : ''}${digits(rows)} ${rows === 1 ? 'record' : 'records'}`;

export const count = (amount: number, noun: string): string => `${digits(amount)} ${noun}${amount === 1 ? '' : 's'}`;

export const milliseconds = (duration: number): string => `${Math.round(duration)} ms`;

const AGES = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** `3 days`, `26 hours`, `5 minutes`, `40 seconds`: in the largest unit of which there are at least two. */
export function age(seconds: number): string {
  const [length, unit] = AGES.find(([each]) => seconds >= 2 * each) ?? [1, 'second'];
  return count(Math.floor(seconds / length), unit);
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Time to go by, no finer than a person needs it: `8 s`, `3 min`, `2 h 10 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < MINUTE) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / MINUTE);
  if (minutes < HOUR / MINUTE) return `${minutes} min`;
  const rest = minutes % (HOUR / MINUTE);
  return `${digits((minutes - rest) / (HOUR / MINUTE))} h${rest > 0 ? ` ${rest} min` : ''}`;
}
