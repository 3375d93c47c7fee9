import { contestants } from '../contestants';
import type { Contestant } from '../contestants/contestant';
import { benchModel, type BenchModel } from '../model';
import { patienceFor, type Figure, type Patience } from '../turns';
import type { WorkSettings } from './work';

export interface Sized {
  readonly size: number;
  readonly model: BenchModel;
  readonly all: readonly (Contestant & Patience)[];
}

/** Measures each size, with fewer rounds for those that were slow at the size before, and without the very slow. */
export async function bySize(
  { sizes, patienceMs }: WorkSettings,
  tell: (line: string) => void,
  measure: (sized: Sized) => Promise<Figure[]>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  let all: Sized['all'] = contestants;
  for (const [index, size] of sizes.entries()) {
    tell(`${size} tables: ${all.map(({ name, once }) => (once ? `${name} (once)` : name)).join(', ')}`);
    const measured = await measure({ size, model: benchModel(size), all });
    figures.push(...measured);
    const growth = (sizes[index + 1] ?? size) / size;
    all = all.flatMap((contestant) => patienceFor(contestant, measured, growth, patienceMs));
  }
  return figures;
}
