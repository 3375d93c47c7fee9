/**
 * node scripts/run.js <module> [arguments]
 *
 * Runs a module of this checkout, such as src/cli: the sources as they are now in a development checkout, dist/ in
 * production, where neither TypeScript nor a development dependency is needed.
 */
const { resolveModule } = require('./checkout');

const [name, ...args] = process.argv.slice(2);
if (!name) {
  process.stderr.write('Usage: node scripts/run.js <module> [arguments]\n');
  process.exit(2);
}
const file = resolveModule(name);
process.argv = [process.argv[0], file, ...args];
require(file);
