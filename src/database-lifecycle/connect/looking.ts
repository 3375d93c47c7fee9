import { AsyncLocalStorage } from 'node:async_hooks';

const looking = new AsyncLocalStorage<true>();

/** Runs `work`, in which connecting creates no database, also where the app itself connects. */
export const onlyLooking = <Result>(work: () => Result): Result => looking.run(true, work);

export const isOnlyLooking = (): boolean => looking.getStore() === true;
