import { relative, join } from 'node:path';
import './boot.script';

const LIBRARY = join(__dirname, '..', '..', 'src', 'database-lifecycle');

/** Tells at the end which files of the library the boot has loaded, in the form of a line of the log. */
process.once('exit', () => {
  const files = Object.keys(require.cache).map((file) => relative(LIBRARY, file));
  const message = `loaded ${files.filter((file) => !file.startsWith('..')).join(' ')}`;
  process.stdout.write(`${JSON.stringify({ message })}\n`);
});
