import type { Server } from 'node:http';
import { ClassSerializerInterceptor, ValidationPipe } from '@nestjs/common';
import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface';
import type { ConfigType } from '@nestjs/config';
import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { setUpDocs } from './app.docs';
import { GracefulStop } from './app.shutdown';
import { jsonOnly } from './common/json-only.middleware';
import { JsonLimitsPipe } from './common/json-limits.pipe';
import { noticeProxy } from './common/proxy.notice';
import { environmentConfig } from './config/environment.config';
import { environmentNamed } from './database-lifecycle';

/** How long a browser keeps in mind what it may send, in seconds. */
const PREFLIGHT_AGE = 600;

/** No credentials: the key is sent by the page's code, so that no page can act in the name of who has another one open. */
const corsFor = (origins: readonly string[]): CorsOptions => ({
  // A star within a list would be an origin of that name.
  origin: origins.includes('*') ? '*' : [...origins],
  exposedHeaders: ['Retry-After', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'],
  maxAge: PREFLIGHT_AGE,
});

/** Everything about HTTP that is not a module; main.ts and the e2e tests call it before the app listens. */
export function setUpApp(app: NestExpressApplication): void {
  const environment = app.get<ConfigType<typeof environmentConfig>>(environmentConfig.KEY);
  const closed = environmentNamed(environment.ENVIRONMENT).policy === 'migrations-only';

  app.use(app.get(GracefulStop).watch);
  app.set('trust proxy', environment.TRUST_PROXY);
  if (closed && environment.TRUST_PROXY === 0) app.use(noticeProxy());
  (app.getHttpServer() as Server).keepAliveTimeout = environment.KEEP_ALIVE_TIMEOUT_MS;
  // A browser that is told to upgrade requests would not load /docs over plain HTTP on a host other than localhost.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: closed ? [] : null } } }));
  // Before all that refuses: a page of another origin could not read why.
  if (environment.CORS_ORIGINS) app.enableCors(corsFor(environment.CORS_ORIGINS));
  app.use(jsonOnly);
  app.useGlobalPipes(
    new JsonLimitsPipe(),
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
  );
  // So that @Exclude() keeps a column to the server; without it the decorator does nothing.
  app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
  if (!closed) setUpDocs(app);
}
