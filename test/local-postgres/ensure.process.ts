/** Run by the tests through scripts/run.js: calls ensureLocalPostgres() once and prints its result. */
import { ensureLocalPostgres } from '../../src/local-postgres';

const [directory] = process.argv.slice(2);

ensureLocalPostgres({ directory }).then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error: Error) => {
    process.stderr.write(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  },
);
