import { ConsoleLogger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../../src/app.module';
import { setUpApp } from '../../../src/app.setup';
import { environmentConfig } from '../../../src/config/environment.config';
import { parseEnvironment } from '../../../src/config/environment.parser';

/** Keeps what would be printed, so that a test can read it and the run stays quiet. */
class MemoryLogger extends ConsoleLogger {
  readonly lines: string[] = [];
  readonly messages: unknown[] = [];

  protected override printMessages(messages: unknown[], context?: string, level?: string): void {
    this.messages.push(...messages);
    this.lines.push(...messages.map((message) => `${level} [${context}] ${String(message)}`));
  }

  protected override printStackTrace(): void {}
}

export interface TestApp {
  readonly app: NestExpressApplication;
  /** Everything logged so far, as `level [context] message`. */
  readonly log: readonly string[];
  /** The same as a logger that writes JSON gets it. */
  readonly messages: readonly unknown[];
}

/** Each route of the app, as `method path`. */
export function routesOf(app: NestExpressApplication): string[] {
  const { stack } = app.getHttpAdapter().getInstance().router as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return stack.flatMap(({ route }) => Object.keys(route?.methods ?? {}).map((method) => `${method} ${route!.path}`));
}

/** The app as main.ts starts it, in the given environment, listening on a free port of its own. */
export async function startTestApp(variables: Record<string, string>): Promise<TestApp> {
  const logger = new MemoryLogger();
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(environmentConfig.KEY)
    .useValue(parseEnvironment({ ENVIRONMENT: 'test', THROTTLE_LIMIT: '10000', ...variables }))
    .setLogger(logger)
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger });
  setUpApp(app);
  await app.listen(0, '127.0.0.1');
  return { app, log: logger.lines, messages: logger.messages };
}
