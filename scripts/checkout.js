const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const isProduction = [process.env.ENVIRONMENT, process.env.NODE_ENV].some((name) => name?.trim() === 'production');

/** Whether Node would find it from here: a package, or a file with or without its extension. */
function isFound(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Its commands act on the sources, so that a stale build never answers for what was just edited; else on dist/. */
const isDevelopment = !isProduction && existsSync(join(root, 'src')) && isFound('@swc/core');

if (isDevelopment) require('./register');

/** The file of a module of this checkout, such as src/cli: of the sources or of dist. Exits with 2 when there is none. */
function resolveModule(name) {
  const file = isDevelopment ? join(root, name) : join(root, 'dist', name);
  if (isFound(file)) return file;
  const remedy = isDevelopment ? 'Expected a module of this checkout.' : 'Build it first: npm run build';
  process.stderr.write(`${file} was not found. ${remedy}\n`);
  process.exit(2);
}

module.exports = { resolveModule };
