/**
 * node scripts/package/build.js [directory]
 *
 * Builds the module, src/database-lifecycle, with the embedded server, src/local-postgres, as the package that one installs
 * in an app of one's own, into dist-package/ or the directory. `npm pack` in there makes the tarball.
 */
const { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { compile } = require('./compiler');
const { manifestOf, OPTIONAL_PEERS } = require('./manifest');
const { bundleStart } = require('./start.bundle');
const { asInstalled } = require('./wording');

const ROOT = join(__dirname, '..', '..');
const SOURCES = join(ROOT, 'src', 'database-lifecycle');
/** The rooms with a door of their own, `nest-database-lifecycle/<room>`. */
const ROOMS = ['cli', 'health', 'seeding', 'testing'];

const OPTIONAL_IMPORT = new RegExp(`^import .* from ['"](?:${Object.keys(OPTIONAL_PEERS).join('|')})['"]`, 'gm');

/** Types of an optional peer are `any` to who has not installed it, not an error. */
const leniently = (text) => text.replaceAll(OPTIONAL_IMPORT, (line) => `// @ts-ignore an optional peer\n${line}`);

/** What is read as it is: the schemas and templates of generators. */
function assets() {
  const names = readdirSync(SOURCES, { recursive: true }).filter((name) => /\.(json|template)$/.test(name));
  return names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(SOURCES, name), 'utf8')]);
}

/** A room of the checkout that the module does not import. */
function localPostgres() {
  const files = compile(join(ROOT, 'tsconfig.package.local-postgres.json'), ['index']);
  return [...files].map(([name, text]) => [`local-postgres/${name}`, text]);
}

function build(directory) {
  const entries = ['index', ...ROOMS.map((room) => `${room}/index`)];
  const module = bundleStart(compile(join(ROOT, 'tsconfig.package.json'), entries));
  const files = new Map([...module, ...localPostgres(), ...assets()]);
  const manifest = manifestOf(
    files,
    [...ROOMS, 'local-postgres'],
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  rmSync(directory, { recursive: true, force: true });
  for (const [name, text] of files) {
    const file = join(directory, 'dist', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, asInstalled(name.endsWith('.d.ts') ? leniently(text) : text));
  }
  for (const program of Object.values(manifest.bin)) chmodSync(join(directory, program), 0o755);
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(ROOT, 'LICENSE'), join(directory, 'LICENSE'));
  copyFileSync(join(SOURCES, 'README.md'), join(directory, 'README.md'));
}

build(resolve(process.argv[2] ?? join(ROOT, 'dist-package')));
