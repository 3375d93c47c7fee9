import { AsyncLocalStorage } from 'node:async_hooks';

const looking = new AsyncLocalStorage<true>();
const commanding = new AsyncLocalStorage<true>();

/** Runs `work`, in which connecting creates no database, also where the app itself connects. */
export const onlyLooking = <Result>(work: () => Result): Result => looking.run(true, work);

export const isOnlyLooking = (): boolean => looking.getStore() === true;

/** Creates the app for a command, which decides what is done: the app's providers must not start a boot meanwhile. */
export const forCommand = <Result>(make: () => Result): Result => commanding.run(true, make);

export const isForCommand = (): boolean => commanding.getStore() === true;
