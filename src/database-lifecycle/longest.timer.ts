/** In milliseconds, 25 days: what Node.js is asked to wait for beyond that, it does at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
