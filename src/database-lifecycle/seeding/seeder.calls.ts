import type { EventEmitter } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { UnawaitedCallError } from '../errors/unawaited-call.error';

/** As far as node-postgres types it less than it offers it; the native driver does not. */
interface Client {
  readonly readyForQuery?: boolean;
  readonly connection?: EventEmitter & { readonly stream: { readonly destroyed: boolean } };
}

/** Between two looks at a connection that is at work. */
const PAUSE_MS = 10;

/** What goes on on a connection. */
class Traffic {
  /** Whether an error was told, and not yet that the server is ready again: nothing is at work until then. */
  private isAnswered = false;
  /** Whether something was waiting behind what has ended. */
  private wentOn = false;

  constructor(private readonly client: Client) {
    client.connection?.on('errorMessage', this.onError).on('readyForQuery', this.onReady);
  }

  stop(): void {
    this.client.connection?.off('errorMessage', this.onError).off('readyForQuery', this.onReady);
  }

  /** Waits until nothing is sent any more, and tells whether anything was. */
  async hadAny(): Promise<boolean> {
    this.wentOn = false;
    await setImmediate();
    const was = this.isBusy && !this.isAnswered;
    while (this.isBusy) await setTimeout(PAUSE_MS);
    return was || this.wentOn;
  }

  private get isBusy(): boolean {
    const { readyForQuery, connection } = this.client;
    return readyForQuery === false && connection?.stream.destroyed === false;
  }

  private readonly onError = (): void => void (this.isAnswered = true);

  /** The client's own listener comes first, and has sent what waited. */
  private readonly onReady = (): void => {
    this.isAnswered = false;
    this.wentOn ||= this.isBusy;
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

  constructor(private readonly runner: QueryRunner) {}

  /** Keeps one of the helpers' calls in view. */
  watch<Result>(helper: string, call: Promise<Result>): Promise<Result> {
    const entry = { helper };
    this.open.add(entry);
    const close = (): void => void this.open.delete(entry);
    call.then(close, close);
    return call;
  }

  /** Lets a batch go. Once the run is over it is held for ever: an error would be one that nobody handles. */
  readonly hold = (): Promise<void> | undefined => (this.isOver ? new Promise(() => undefined) : undefined);

  /** @throws UnawaitedCallError when the run leaves something at work, and what it throws */
  async during(run: () => Promise<void>): Promise<void> {
    const traffic = new Traffic((await this.runner.connect()) as Client);
    try {
      await run().finally(() => (this.isOver = true));
      const [call] = this.open;
      const isAtWork = await traffic.hadAny();
      if (call || isAtWork) throw new UnawaitedCallError(call?.helper ?? 'its manager');
    } finally {
      traffic.stop();
    }
  }
}
