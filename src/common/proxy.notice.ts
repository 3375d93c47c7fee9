import { Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';

/**
 * Express middleware for an app that trusts no proxy: tells once that there seems to be one. Then all
 * clients have the proxy's address, and a few of them use up the requests that throttling grants to all.
 */
export function noticeProxy(): RequestHandler {
  let told = false;
  return ({ headers }, _, next) => {
    if (!told && headers['x-forwarded-for'] !== undefined) {
      told = true;
      new Logger('Proxy').warn(
        'A request has the header X-Forwarded-For, as of a proxy, and TRUST_PROXY is 0: all clients behind it are throttled ' +
          'as one (THROTTLE_LIMIT). Set TRUST_PROXY to the number of proxies in front of the app.',
      );
    }
    next();
  };
}
