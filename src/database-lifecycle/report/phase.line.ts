import { inspect } from 'node:util';

/** What took place while the app started, and a change of its readiness later on. */
type Phase = 'verify' | 'create' | 'seed' | 'readiness';

/** The part that we need of inspect()'s options; Node's types rename theirs between versions. */
interface Styled {
  stylize(text: string, style: 'string' | 'number'): string;
}

/**
 * One line of the log: a sentence where a person reads, an object with the same facts where a logger writes JSON. Nest's
 * ConsoleLogger shows what is no string by `inspect()`, and by `JSON.stringify()` with `json: true`.
 */
class PhaseLine {
  readonly #colour: 'string' | 'number';

  constructor(
    readonly phase: Phase,
    readonly text: string,
    facts: object,
    warns: boolean,
  ) {
    Object.assign(this, facts);
    // Green and yellow, as Nest colours a log and a warning.
    this.#colour = warns ? 'number' : 'string';
  }

  toString(): string {
    return this.text;
  }

  [inspect.custom](_depth: number, { stylize }: Styled): string {
    return stylize(this.text, this.#colour);
  }
}

/** @param facts plain data: names, counts, durations in milliseconds */
export const told = (phase: Phase, text: string, facts: object): PhaseLine => new PhaseLine(phase, text, facts, false);

/** As {@link told}, for a warning. */
export const warned = (phase: Phase, text: string, facts: object): PhaseLine => new PhaseLine(phase, text, facts, true);
