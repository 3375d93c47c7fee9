/** A seeder did not wait for what it had begun; whoever runs it names it. */
export class UnawaitedCallError extends Error {
  /** @param what was still at work, e.g. `copy()` */
  constructor(what: string) {
    super(
      `it returned while ${what} was still at work, so that rows would be written outside of its transaction; await every call (forEach() awaits none: use for ... of, or Promise.all())`,
    );
  }
}
