import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BootModule } from './boot.module';

/** A process of one boot, for tests that start several or kill one. */
async function boot(): Promise<void> {
  const app = await NestFactory.createApplicationContext(BootModule, {
    logger: new ConsoleLogger({ json: true }),
    abortOnError: false,
  });
  await app.close();
}

void boot().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
