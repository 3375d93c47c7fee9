/**
 * node scripts/run.js <module> [arguments]
 *
 * Runs a module of this checkout, such as src/cli: from the sources where this is a development checkout, so that a stale
 * build never answers for what was just edited, and from dist/ in production, where neither TypeScript nor a development
 * dependency is needed.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const isProduction = [process.env.ENVIRONMENT, process.env.NODE_ENV].some((name) => name?.trim() === 'production');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function isInstalled(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

const [name, ...args] = process.argv.slice(2);
if (!name) fail('Usage: node scripts/run.js <module> [arguments]');

const isDevelopment = !isProduction && existsSync(join(root, 'src')) && isInstalled('@swc/core');
const target = isDevelopment ? join(root, name) : join(root, 'dist', name);
if (isDevelopment) require('./register');
if (!isInstalled(target)) {
  fail(
    `${target} was not found. ${isDevelopment ? 'Expected a module of this checkout.' : 'Build it first: npm run build'}`,
  );
}
process.argv = [process.argv[0], target, ...args];
require(target);
