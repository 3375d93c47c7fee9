/** The time constant of the mean, in milliseconds: a single slow batch does not make the number jump. */
const SMOOTHING_MS = 3_000;

/** Observations closer together than this, in milliseconds, count as one: batches arrive in bursts. */
const SHORTEST_STEP_MS = 200;

/** How fast something grows, as an exponentially weighted mean of the last seconds; no clock of its own. */
export class RateMeter {
  private smoothed?: number;
  private done = 0;

  /** @param at when the counting began, in milliseconds of any clock */
  constructor(private at: number) {}

  /**
   * @param done all that is done since the beginning
   * @param at on the clock of the beginning
   * @returns per second; undefined until there was time enough to tell
   */
  observe(done: number, at: number): number | undefined {
    const elapsed = at - this.at;
    if (elapsed < SHORTEST_STEP_MS) return this.smoothed;
    const pace = ((done - this.done) * 1_000) / elapsed;
    const weight = this.smoothed === undefined ? 1 : 1 - Math.exp(-elapsed / SMOOTHING_MS);
    this.smoothed = weight * pace + (1 - weight) * (this.smoothed ?? 0);
    this.done = done;
    this.at = at;
    return this.smoothed;
  }
}
