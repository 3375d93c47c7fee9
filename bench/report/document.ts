import type { Machine } from '../machine';
import type { Figure } from '../turns';
import { works } from '../works';
import { ours } from '../contestants';
import { inWords } from './figure.words';

export interface Results {
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

/** How many times as long as ours it took. */
function ratio(figure: Figure, own: Figure | undefined): string {
  if (!own || own.contestant === figure.contestant || own.unit !== figure.unit || figure.failure) return '';
  const times = figure.median / own.median;
  return times >= 10 ? `${Math.round(times).toLocaleString('en-US')}×` : `${times.toFixed(2)}×`;
}

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** With which power of the size ours grows, from the second size to the largest: at the first all is start-up. */
function growth(figures: readonly Figure[]): string {
  const [, from, ...larger] = figures.filter(({ contestant }) => contestant === ours.name);
  const to = larger.at(-1);
  if (!from || !to) return '';
  const exponent = Math.log(to.median / from.median) / Math.log(to.size / from.size);
  const [low, high] = [from, to].map(({ size }) => size.toLocaleString('en-US'));
  return `\nFrom ${low} to ${high} tables, the time of this module grows with the power ${exponent.toFixed(2)} of their number.\n`;
}

function section(title: string, figures: readonly Figure[]): string {
  const sizes = [...new Set(figures.map(({ size }) => size))];
  const rows = sizes.flatMap((size) => {
    const ofSize = figures.filter((figure) => figure.size === size);
    const own = ofSize.find(({ contestant }) => contestant === ours.name);
    return ofSize.map((figure) => [
      size.toLocaleString('en-US'),
      figure.contestant,
      inWords(figure),
      ratio(figure, own),
      figure.roundTrips === undefined ? '' : String(figure.roundTrips),
    ]);
  });
  return `### ${title}\n\n${table(['Size', '', 'Median (min to max)', 'Beside ours', 'Round trips'], rows)}\n${growth(figures)}`;
}

export function documentOf({ machine, figures }: Results): string {
  const { cpu, cores, memoryGb, system, node, postgres, versions, date } = machine;
  const peers = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const sections = works
    .map(({ name, title }) => ({ title, own: figures.filter(({ work }) => work === name) }))
    .filter(({ own }) => own.length > 0)
    .map(({ title, own }) => section(title, own));
  return [
    `Measured on ${date}: ${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node}, PostgreSQL ${postgres}; ${peers}.\n`,
    ...sections,
  ].join('\n');
}
