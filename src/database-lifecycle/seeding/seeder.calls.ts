import { Logger } from '@nestjs/common';
import { UnawaitedCallError } from '../errors/unawaited-call.error';
import { goesOn } from '../report/boot.lines';
import type { SqlSession } from '../sql/sql.session';

/**
 * What one run of a seeder has begun. Nothing may outlast the run: the transaction ends after it, and anything sent on
 * the connection later would commit by itself.
 */
export class SeederCalls {
  /** The names of the helpers that are at work. */
  private readonly open = new Set<{ readonly helper: string }>();
  private isOver = false;
  private isLate = false;
  /** Whether the run ended with nothing left at work. */
  private isDone = false;

  constructor(
    private readonly session: Pick<SqlSession, 'wasAtWork'>,
    /** The seeder's, for who reads the log. */
    private readonly key: string,
  ) {}

  /** Keeps one of the helpers' calls in view. */
  watch<Result>(helper: string, call: Promise<Result>): Promise<Result> {
    const entry = { helper };
    this.open.add(entry);
    const close = (): void => void this.open.delete(entry);
    call.then(close, close);
    return call;
  }

  /** Lets a query pass. Once the run is over it is held for ever, as nobody would handle an error. */
  readonly hold = (): Promise<never> | undefined => {
    if (!this.isOver) return undefined;
    if (this.isDone && !this.isLate) new Logger('DatabaseLifecycle').error(goesOn(this.key));
    this.isLate = true;
    return new Promise(() => undefined);
  };

  /** @throws UnawaitedCallError when the run leaves something at work, and what it throws */
  async during(run: () => Promise<void>): Promise<void> {
    await run().finally(() => void (this.isOver = true));
    const [call] = this.open;
    const isAtWork = await this.session.wasAtWork();
    if (call || isAtWork || this.isLate) throw new UnawaitedCallError(call?.helper ?? 'its manager');
    this.isDone = true;
  }
}
