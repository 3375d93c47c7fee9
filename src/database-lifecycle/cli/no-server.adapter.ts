import type { AbstractHttpAdapter } from '@nestjs/core';

const nothing = (): undefined => undefined;
const nothingYet = async (): Promise<void> => undefined;

/**
 * Stands where Express or Fastify would: a command serves nobody, and the app may have either or, a worker, none. It has
 * what is called while an app is created and closed; routes come with `init()`, which a command never calls.
 */
export const noServer = (): AbstractHttpAdapter =>
  ({
    // By this, Nest knows an adapter.
    patch: nothing,
    init: nothingYet,
    initHttpServer: nothing,
    getHttpServer: nothing,
    getInstance: nothing,
    getType: () => 'none',
    beforeClose: nothingYet,
    close: nothingYet,
  }) as unknown as AbstractHttpAdapter;
