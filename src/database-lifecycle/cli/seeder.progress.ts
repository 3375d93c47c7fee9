import { RateMeter } from '../report/rate.meter';
import { seederProgress, seederStarted, type SeederPosition } from '../report/seeding-progress.lines';

/** A number that changes more often can't be read, in milliseconds. */
const SHOWN_EVERY_MS = 100;

/** Shows what one seeder after the other has written, how fast, and how long it will take. */
export class SeederProgress {
  private seeder: SeederPosition = { key: '', position: 0, of: 0 };
  private meter = new RateMeter(0);
  private shownAt = 0;

  constructor(
    private readonly show: (text: string) => void,
    /** How many seeders will run. */
    private readonly of: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param position from 1 */
  start(key: string, position: number): void {
    this.seeder = { key, position, of: this.of };
    this.meter = new RateMeter(this.now());
    this.shownAt = -Infinity;
    this.show(seederStarted(this.seeder));
  }

  /** @param expected null where the seeder does not know */
  written(rows: number, expected: number | null): void {
    const at = this.now();
    const perSecond = this.meter.observe(rows, at);
    if (at - this.shownAt < SHOWN_EVERY_MS) return;
    this.shownAt = at;
    this.show(seederProgress(this.seeder, { rows, expected, perSecond }));
  }
}
