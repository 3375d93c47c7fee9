import { NestFactory } from '@nestjs/core';
import { BootModule } from '../lifecycle/boot.module';

/** Boots, and prints which files of OpenTelemetry and of the room that talks to it were loaded for that. */
async function main(): Promise<void> {
  if (process.argv.includes('--sdk')) {
    const { MemorySdk } = require('./memory.sdk') as typeof import('./memory.sdk');
    new MemorySdk().start();
  }
  const app = await NestFactory.createApplicationContext(BootModule, { logger: false });
  await app.close();
  const found = Object.keys(require.cache).flatMap((file) => file.match(/@opentelemetry\/api|operation\.trace/) ?? []);
  process.stdout.write(JSON.stringify([...new Set(found)].toSorted()), () => process.exit(0));
}

void main();
