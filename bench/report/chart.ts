import { ours } from '../contestants';
import type { Figure } from '../turns';

const WIDTH = 760;
const [LEFT, RIGHT, BAR, GAP, HEAD] = [210, 110, 16, 18, 34];
const OURS = '#0b7285';
const OTHERS = '#adb5bd';

const escape = (text: string): string => text.replace(/[<&]/g, (char) => (char === '<' ? '&lt;' : '&amp;'));

/** The start with nothing to do as bars on a logarithmic scale, a group for each number of tables. */
export function chartOf(all: readonly Figure[]): string {
  const figures = all.filter(({ work }) => work === 'noop');
  const sizes = [...new Set(figures.map(({ size }) => size))];
  const times = figures.map(({ median }) => median);
  const [low, high] = [Math.log10(Math.min(...times, 1)), Math.log10(Math.max(...times, 10))];
  const length = (time: number): number => ((Math.log10(time) - low) / (high - low)) * (WIDTH - LEFT - RIGHT) + 2;
  let y = 0;
  const parts: string[] = [];
  for (const size of sizes) {
    y += HEAD;
    parts.push(`<text x="0" y="${y - 10}" font-weight="bold">${size.toLocaleString('en-US')} tables</text>`);
    for (const { contestant, median } of figures.filter((figure) => figure.size === size)) {
      const label = median >= 100 ? Math.round(median).toLocaleString('en-US') : median.toFixed(1);
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escape(contestant)}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${length(median).toFixed(1)}" height="${BAR}" fill="${contestant === ours.name ? OURS : OTHERS}"/>`,
        `<text x="${(LEFT + length(median) + 6).toFixed(1)}" y="${y + 12}">${label} ms</text>`,
      );
      y += BAR + 4;
    }
    y += GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Time of a start with nothing to do, by number of tables; logarithmic scale">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}
