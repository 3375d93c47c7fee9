import { ValidationPipe } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { setUpDocs } from './app.docs';
import { GracefulStop } from './app.shutdown';
import { jsonOnly } from './common/json-only.middleware';
import { JsonLimitsPipe } from './common/json-limits.pipe';
import { environmentConfig } from './config/environment.config';
import { environmentNamed } from './database-lifecycle';

/** Everything about HTTP that is not a module; main.ts and the e2e tests call it before the app listens. */
export function setUpApp(app: NestExpressApplication): void {
  const environment = app.get<ConfigType<typeof environmentConfig>>(environmentConfig.KEY);
  const closed = environmentNamed(environment.ENVIRONMENT).policy === 'migrations-only';

  app.use(app.get(GracefulStop).watch);
  app.set('trust proxy', environment.TRUST_PROXY);
  // A browser that is told to upgrade requests would not load /docs over plain HTTP on a host other than localhost.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: closed ? [] : null } } }));
  app.use(jsonOnly);
  app.useGlobalPipes(
    new JsonLimitsPipe(),
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
  );
  if (!closed) setUpDocs(app);
}
