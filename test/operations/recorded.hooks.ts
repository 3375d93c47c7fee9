import type { Type } from '@nestjs/common';
import { LifecycleHooks, type DatabaseLifecycleHooks } from '../../src/database-lifecycle';

export const OPERATIONS = ['Create', 'Seed', 'Migrate', 'Revert', 'Stamp', 'Reset', 'Restore', 'Purge'] as const;
type Method = keyof DatabaseLifecycleHooks;
type Event = Record<string, unknown>;

const METHODS = [...OPERATIONS.flatMap((name) => [`before${name}`, `after${name}`] as Method[]), 'onFailure'] as const;

/** What hooks were told, in order. */
export class Recorded {
  readonly calls: [method: Method, event: Event][] = [];

  /** A provider that records each call, and then does as it is told for some. */
  hooks(then: Partial<Record<Method, (event: Event) => unknown>> = {}): Type {
    const { calls } = this;
    @LifecycleHooks()
    class Recorder {
      constructor() {
        for (const method of METHODS)
          (this as Record<string, unknown>)[method] = async (event: Event) => {
            calls.push([method, { ...event }]);
            await then[method]?.(event);
          };
      }
    }
    return Recorder;
  }

  get methods(): Method[] {
    return this.calls.map(([method]) => method);
  }

  /** The event of the only call of a method, without what the clock gives. */
  of(method: Method): Event {
    const found = this.calls.filter(([name]) => name === method);
    if (found.length !== 1) throw new Error(`${method} was called ${found.length} times`);
    const { durationMs, ...event } = found[0]![1];
    const isDuration = typeof durationMs === 'number' && durationMs > 0 && durationMs < performance.now();
    if (!method.startsWith('before') && !isDuration) throw new Error(`${method} tells as its duration ${durationMs}`);
    return event;
  }
}
