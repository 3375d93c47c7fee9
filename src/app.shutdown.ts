import { Server as NetServer } from 'node:net';
import { constants } from 'node:os';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type LoggerService } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';

/** In milliseconds, how long a stop keeps idle connections open, as a request may already be on its way. */
const LAST_REQUEST_MS = 250;

/**
 * Makes a stop cut nobody off: it accepts no new connections, answers every request of the open ones, and tells their
 * clients to close them. Only then does Nest close the pool.
 */
@Injectable()
export class GracefulStop implements BeforeApplicationShutdown {
  private readonly running = new Set<Response>();
  private stopping = false;

  constructor(private readonly host: HttpAdapterHost) {}

  /** Express middleware, the first of all. */
  readonly watch = (_: Request, response: Response, next: NextFunction): void => {
    this.running.add(response);
    response.once('close', () => this.running.delete(response));
    if (this.stopping) response.setHeader('Connection', 'close');
    next();
  };

  async beforeApplicationShutdown(): Promise<void> {
    const server = this.host.httpAdapter.getHttpServer() as Server | undefined;
    if (!server?.listening) return;
    this.stopping = true;
    for (const response of this.running) if (!response.headersSent) response.setHeader('Connection', 'close');
    // The close() of HTTP servers would also reset idle connections, whose next request may be on its way.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    await Promise.race([closed, sleep(LAST_REQUEST_MS)]);
  }
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const endBy = (signal: (typeof STOP_SIGNALS)[number]): void => process.exit(128 + constants.signals[signal]);

/**
 * Ends the process on a signal while there is no app yet, e.g. while it waits for the database. Process 1 of a
 * container gets no signal that it does not listen to.
 * @returns stops listening
 */
export function endWhileStarting(): () => void {
  for (const signal of STOP_SIGNALS) process.once(signal, endBy);
  return () => STOP_SIGNALS.forEach((signal) => process.off(signal, endBy));
}

/** Ends the process with 1 when a stop takes too long: a query hangs, or a client never finishes its request. */
export function boundStop(timeoutMs: number, logger: LoggerService): void {
  const giveUp = (): void => {
    logger.fatal?.(`Not stopped within ${timeoutMs} ms (SHUTDOWN_TIMEOUT_MS): what still runs is cut off.`);
    process.exit(1);
  };
  for (const signal of STOP_SIGNALS) process.once(signal, () => setTimeout(giveUp, timeoutMs).unref());
}
