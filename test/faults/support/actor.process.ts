import { join } from 'node:path';
import type { CliAnswer } from '../../cli/support';
import { scriptProcess, type EndOfProcess } from '../../support/script.process';
import type { Order } from './order';

/** A process that has loaded the app, and performs one order after the other. */
export interface Actor {
  /** @returns null when it was killed meanwhile */
  perform(order: Order): Promise<CliAnswer | null>;
  /** kill -9, also in the middle of an order. */
  kill(): Promise<EndOfProcess>;
}

export async function startActor(): Promise<Actor> {
  const child = scriptProcess(join(__dirname, 'actor.script.ts'));
  await child.read();
  let isKilled = false;
  return {
    perform: async (order) => {
      child.write(JSON.stringify(order));
      try {
        return JSON.parse(await child.read()) as CliAnswer;
      } catch (error) {
        if (isKilled) return null;
        throw error;
      }
    },
    kill: () => {
      isKilled = true;
      return child.kill();
    },
  };
}

export const startActors = (count: number): Promise<Actor[]> =>
  Promise.all(Array.from({ length: count }, () => startActor()));
