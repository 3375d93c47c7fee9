import { NestFactory } from '@nestjs/core';
import { setTimeout } from 'node:timers/promises';

const STARTS = ['create', 'createApplicationContext', 'createMicroservice'] as const;

/** How long an app may take before it starts, e.g. to read its secrets. */
const PATIENCE_MS = 5_000;

/** What was loaded, and, where it has nothing that was looked for, the module of the app that it starts. */
interface Caught<Loaded> {
  readonly loaded: Loaded;
  readonly module?: unknown;
}

/**
 * Loads a file that may start the app, as main.js does and every build that is a single file: what it calls NestFactory
 * with is told, and it waits for the answer for ever.
 * @param suffices whether what it exports is enough, so that no start is waited for
 */
export async function catchStart<Loaded>(
  load: () => Promise<Loaded>,
  suffices: (loaded: Loaded) => boolean,
): Promise<Caught<Loaded>> {
  let caught: (module: unknown) => void;
  const started = new Promise<unknown>((resolve) => {
    caught = resolve;
  });
  const instead = (module: unknown): Promise<never> => {
    caught(module);
    return new Promise(() => undefined);
  };
  const patience = new AbortController();
  const factory: Partial<Record<(typeof STARTS)[number], unknown>> = NestFactory;
  for (const start of STARTS) factory[start] = instead;
  try {
    const loaded = await load();
    if (suffices(loaded)) return { loaded };
    return { loaded, module: await Promise.race([started, setTimeout(PATIENCE_MS, undefined, patience)]) };
  } finally {
    patience.abort();
    // Its own are those of its class.
    for (const start of STARTS) delete factory[start];
  }
}
