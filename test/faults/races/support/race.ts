import type { CliAnswer } from '../../../cli/support';
import type { Actor } from '../../support/actor.process';
import { closeGate } from '../../support/gate';
import type { Order } from '../../support/order';

/** Each actor performs its order; all are connected and stand at one line before any goes on. */
export async function race(actors: readonly Actor[], orders: readonly Order[]): Promise<CliAnswer[]> {
  const gate = await closeGate(orders[0]!.url);
  try {
    const answering = Promise.all(orders.map((order, index) => actors[index]!.perform({ ...order, waits: true })));
    // One that fails before the gate is told by its answer.
    await Promise.race([gate.reached(orders.length), answering]);
    await gate.open();
    return (await answering) as CliAnswer[];
  } finally {
    await gate.open();
  }
}

/** How many lines of all logs begin so. */
export const countLines = (answers: readonly CliAnswer[], start: string): number =>
  answers.flatMap(({ stdout }) => stdout.split('\n')).filter((line) => line.startsWith(start)).length;
