/** In milliseconds, 25 days: a longer timer of Node.js fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
