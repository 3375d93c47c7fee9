/** Run by the tests through scripts/run.js: starts a throw-away server, prints its URL, and waits to be killed. */
import { startThrowawayPostgres } from '../../src/local-postgres';

void (async () => {
  const { url } = await startThrowawayPostgres();
  process.stdout.write(url);
  setInterval(() => undefined, 60_000);
})();
