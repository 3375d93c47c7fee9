import type { Figure } from '../turns';

const amount = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1).replace(/\.0$/, '');

/** `35.5 ms (26.8 to 52.6)` */
export function inWords({ median, min, max, unit, runs, failure }: Figure): string {
  if (failure !== undefined) return `fails: ${failure}`;
  return `${amount(median)} ${unit} (${runs === 1 ? 'one run' : `${amount(min)} to ${amount(max)}`})`;
}
