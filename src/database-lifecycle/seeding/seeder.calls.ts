import type { EventEmitter } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { UnawaitedCallError } from '../errors/unawaited-call.error';
import { goesOn } from '../report/boot.lines';

/** As far as node-postgres types it less than it offers it; the native driver does not. */
interface Client {
  readonly readyForQuery?: boolean;
  readonly connection?: EventEmitter & { readonly stream: { readonly destroyed: boolean } };
}

/** Between two looks at a connection that is at work. */
const PAUSE_MS = 10;

/** Tells whether a run has left something at work on its connection. */
class ConnectionWatch {
  /** From an error until the server says that it is ready: nothing is at work, though nothing can be sent. */
  private hasFailed = false;

  constructor(private readonly client: Client) {
    client.connection?.on('errorMessage', this.onError).on('readyForQuery', this.onReady);
  }

  /** Waits until nothing is sent any more, and tells whether anything was. */
  async wasAtWork(): Promise<boolean> {
    await setImmediate();
    while (this.hasFailed && this.isBusy()) await setImmediate();
    const was = this.isBusy();
    while (this.isBusy()) await setTimeout(PAUSE_MS);
    return was;
  }

  stop(): void {
    this.client.connection?.off('errorMessage', this.onError).off('readyForQuery', this.onReady);
  }

  private isBusy(): boolean {
    const { readyForQuery, connection } = this.client;
    return readyForQuery === false && connection?.stream.destroyed === false;
  }

  private readonly onError = (): void => {
    this.hasFailed = true;
  };

  private readonly onReady = (): void => {
    this.hasFailed = false;
  };
}

/**
 * What one run of a seeder has begun. Nothing of it may outlast the run: the transaction ends behind it, and what is sent
 * on the connection then is committed by itself.
 */
export class SeederCalls {
  /** The names of the helpers that are at work. */
  private readonly open = new Set<{ readonly helper: string }>();
  private isOver = false;
  private isLate = false;
  /** Whether nothing was found to outlast it, so that it counts as done. */
  private isDone = false;

  constructor(
    private readonly runner: QueryRunner,
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

  /** Lets a query go. Once the run is over it is held for ever: an error would be one that nobody handles. */
  readonly hold = (): Promise<never> | undefined => {
    if (!this.isOver) return undefined;
    if (this.isDone && !this.isLate) new Logger('DatabaseLifecycle').error(goesOn(this.key));
    this.isLate = true;
    return new Promise(() => undefined);
  };

  /** @throws UnawaitedCallError when the run leaves something at work, and what it throws */
  async during(run: () => Promise<void>): Promise<void> {
    const watch = new ConnectionWatch((await this.runner.connect()) as Client);
    try {
      await run().finally(() => void (this.isOver = true));
      const [call] = this.open;
      const isAtWork = await watch.wasAtWork();
      if (call || isAtWork || this.isLate) throw new UnawaitedCallError(call?.helper ?? 'its manager');
      this.isDone = true;
    } finally {
      watch.stop();
    }
  }
}
