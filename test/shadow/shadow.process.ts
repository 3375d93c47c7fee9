import 'reflect-metadata';
import { currentDatabase, withShadowDatabase, withTarget } from './support';

/** Makes a shadow on the database of DATABASE_URL, tells its name and waits to be killed. */
void withTarget(process.env.DATABASE_URL!, (target) =>
  withShadowDatabase(target, async (shadow) => {
    process.stdout.write(`${await currentDatabase(shadow)}\n`);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }),
);
