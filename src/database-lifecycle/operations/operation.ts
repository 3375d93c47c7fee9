import { Logger } from '@nestjs/common';
import { LifecycleHookError } from '../errors/lifecycle-hook.error';
import type {
  DatabaseLifecycleHooks,
  LifecycleOperation,
  LifecycleOperations,
} from '../interfaces/lifecycle-hooks.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { placeOf } from './place';
import { counted, measured, traced, type MeasuredOperation, type Measures, type OnLocked } from '../telemetry/measured';

type Method = keyof DatabaseLifecycleHooks;
type Before<Name extends LifecycleOperation> = LifecycleOperations[Name]['before'];
type After<Name extends LifecycleOperation> = LifecycleOperations[Name]['after'];

const capitalized = (name: string): string => name.replace(/^./, (letter) => letter.toUpperCase());

/** An operation on one database while it runs, as reported to hooks and telemetry. */
export class Operation<Name extends LifecycleOperation> {
  private begun = false;
  private readonly started = performance.now();

  constructor(
    private readonly target: LifecycleTarget,
    readonly name: Name,
    private readonly waited: OnLocked,
  ) {}

  /** Tells the observer of the lock, and telemetry how long it was waited for. */
  locking(observer: LockObserver): Required<LockObserver> {
    return {
      onWait: (holders) => observer.onWait?.(holders),
      onLocked: (waitedMs) => {
        this.waited(waitedMs);
        observer.onLocked?.(waitedMs);
      },
    };
  }

  /**
   * Calls the `before…` hooks, which may stop the operation: under the lock, before anything is changed. Only the first
   * call has an effect.
   * @throws LifecycleHookError with what one of them threw
   */
  async before(event: Before<Name>): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    await this.call(`before${capitalized(this.name)}` as Method, event, (hook, error) => {
      throw new LifecycleHookError(hook, this.name, error);
    });
  }

  /** Tells the hooks, unless nothing was to be done. */
  async after(event: After<Name>): Promise<void> {
    if (this.begun) await this.tell(`after${capitalized(this.name)}` as Method, event);
  }

  async failed(error: unknown): Promise<void> {
    const { name, message } = error as Error;
    await this.tell('onFailure', { operation: this.name, error: { name, message } });
  }

  /** Never rejects: a failing hook must hide neither the result nor the original error. */
  private async tell(method: Method, event: object): Promise<void> {
    const told = { durationMs: performance.now() - this.started, ...event };
    try {
      await this.call(method, told, (hook, error) => {
        const why = error instanceof Error ? error.message : String(error);
        new Logger('DatabaseLifecycle').error(`Hook ${hook}() failed: ${why}. What had been done stays done.`);
      });
    } catch (error) {
      // Not even who is to be told could be found.
      new Logger('DatabaseLifecycle').error(`No hook is told ${method}: ${(error as Error).message}`);
    }
  }

  private async call(method: Method, event: object, onError: (hook: string, error: unknown) => void): Promise<void> {
    const told = { ...placeOf(this.target), ...event };
    for (const hooks of this.target.hooks?.() ?? []) {
      try {
        await (hooks[method] as ((event: object) => unknown) | undefined)?.call(hooks, structuredClone(told));
      } catch (error) {
        onError(`${hooks.constructor.name}.${method}`, error);
      }
    }
  }
}

/** What an operation did, for the hooks and for telemetry. */
export interface Outcome<Name extends LifecycleOperation> {
  readonly after: After<Name>;
  readonly measures: Measures;
}

/**
 * Does the work of one operation, with hooks and telemetry around it. Without any of these, or while there is nothing
 * to do, it costs nothing.
 */
export async function operate<Name extends LifecycleOperation, Result>(
  target: LifecycleTarget,
  name: Name,
  work: (operation: Operation<Name>) => Promise<Result>,
  outcomeOf: (result: Result) => Outcome<Name>,
): Promise<Result> {
  let operation: Operation<Name> | undefined;
  const measuring = { name, ...placeOf(target) };
  try {
    const result = await measured(
      measuring,
      (onLocked) => work((operation = new Operation(target, name, onLocked))),
      (done) => outcomeOf(done).measures,
    );
    await operation?.after(outcomeOf(result).after);
    return result;
  } catch (error) {
    await operation?.failed(error);
    throw error;
  }
}

/**
 * An operation within the transaction of another one. Its `before…` hooks are called before the outer one changes
 * anything: a hook that reads changed tables on another connection would wait for the commit. `after…` hooks and
 * metrics come once the outer one has committed.
 */
export class PartialOperation<Name extends LifecycleOperation, Result> {
  private readonly operation: Operation<Name>;
  private readonly measuring: MeasuredOperation;
  private done?: Outcome<Name> & { readonly durationMs: number };

  constructor(
    target: LifecycleTarget,
    name: Name,
    private readonly outcomeOf: (result: Result) => Outcome<Name>,
  ) {
    this.operation = new Operation(target, name, () => undefined);
    this.measuring = { name, ...placeOf(target) };
  }

  /** @throws LifecycleHookError with what a hook threw */
  before(event: Before<Name>): Promise<void> {
    return this.orFail(() => this.operation.before(event));
  }

  /** Does the work, in a span of its own below that of the other operation. */
  perform(work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    return this.orFail(async () => {
      const result = await traced(this.measuring, work, (done) => this.outcomeOf(done).measures);
      this.done = { ...this.outcomeOf(result), durationMs: performance.now() - started };
      return result;
    });
  }

  async committed(): Promise<void> {
    if (!this.done) return;
    const { after, measures, durationMs } = this.done;
    counted(this.measuring, measures);
    await this.operation.after({ ...after, durationMs });
  }

  private async orFail<Done>(act: () => Promise<Done>): Promise<Done> {
    try {
      return await act();
    } catch (error) {
      await this.operation.failed(error);
      throw error;
    }
  }
}
