const { importsOf } = require('./compiler');

/** What an app has anyway; loaded twice, a class would not be equal to itself. */
const PEERS = {
  '@nestjs/common': '^11.0.0 || ^12.0.0',
  '@nestjs/core': '^11.0.0 || ^12.0.0',
  '@nestjs/typeorm': '^11.0.1 || ^12.0.0',
  pg: '^8.5.1',
  'reflect-metadata': '^0.2.0',
  typeorm: '^1.1.0',
};

/** Wanted by those only who import `/health`, trace, write a seeder that asks for faker, or generate code. */
const OPTIONAL_PEERS = {
  '@faker-js/faker': '^9.0.0 || ^10.0.0',
  '@nestjs/terminus': '^11.0.0 || ^12.0.0',
  '@opentelemetry/api': '^1.9.0',
  // Below 5.3 it does not know `with { 'resolution-mode': ... }` in types; 7 compiles the app, and generators refuse it.
  typescript: '^5.3.0 || ^6.0.0 || ^7.0.0',
};

/** Nest's generators, where the module has some. */
const COLLECTION = 'schematics/collection.json';

const packageOf = (imported) => /^(?:@[^/]+\/)?[^/]+/.exec(imported)[0];

/** The packages that compiled files load, without Node's own. */
function packagesOf(files) {
  const code = [...files].filter(([name]) => name.endsWith('.js'));
  const imported = code.flatMap(([, text]) => importsOf(text));
  return new Set(imported.filter((name) => !/^(\.|node:)/.test(name)).map(packageOf));
}

const optionalPeersOf = (files) => {
  const loaded = packagesOf(files);
  return Object.fromEntries(Object.entries(OPTIONAL_PEERS).filter(([name]) => loaded.has(name)));
};

/** @throws Error for a package that the module loads and that neither this file nor the root's dependencies know */
function dependenciesOf(files, root) {
  const loaded = [...packagesOf(files)].filter((name) => !(name in PEERS || name in OPTIONAL_PEERS)).toSorted();
  return Object.fromEntries(
    loaded.map((name) => {
      const version = root.dependencies[name];
      if (!version) throw new Error(`The module loads ${name}, which is no dependency in package.json`);
      return [name, `^${version}`];
    }),
  );
}

const entryOf = (name) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });

/** package.json of the module, as far as possible from the root's. */
function manifestOf(files, rooms, root) {
  const { name, version, description, license, engines } = root;
  const optionalPeers = optionalPeersOf(files);
  const subpaths = rooms.map((room) => [`./${room}`, entryOf(`${room}/index`)]);
  return {
    name,
    version,
    description,
    keywords: ['nestjs', 'typeorm', 'postgresql', 'migrations', 'schema', 'seed'],
    license,
    engines,
    type: 'commonjs',
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports: { '.': entryOf('index'), ...Object.fromEntries(subpaths), './package.json': './package.json' },
    // For a moduleResolution that does not know exports.
    typesVersions: { '*': Object.fromEntries(rooms.map((room) => [room, [`./dist/${room}/index.d.ts`]])) },
    bin: { 'db-lifecycle': './dist/cli/bin/db-lifecycle.js', 'local-postgres': './dist/local-postgres/cli.js' },
    files: ['dist'],
    ...(files.has(COLLECTION) ? { schematics: `./dist/${COLLECTION}` } : {}),
    dependencies: dependenciesOf(files, root),
    peerDependencies: { ...PEERS, ...optionalPeers },
    peerDependenciesMeta: Object.fromEntries(Object.keys(optionalPeers).map((peer) => [peer, { optional: true }])),
  };
}

module.exports = { manifestOf, OPTIONAL_PEERS };
