const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { typescript } = require('./scripts/swc.options');

/** Nest 12 and some of its peers ship ES modules only; Jest's own require(esm) starts at Node 24.9, so they are transformed. */
function esModulePackages(root) {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) =>
      entry.name.startsWith('@')
        ? readdirSync(join(root, entry.name)).map((name) => `${entry.name}/${name}`)
        : entry.name,
    )
    .filter((name) => {
      try {
        return JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')).type === 'module';
      } catch {
        return false;
      }
    });
}

const esModules = esModulePackages(join(__dirname, 'node_modules')).join('|');

/** @type {import('jest').Config} */
module.exports = {
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  testEnvironment: 'node',
  transform: {
    // Types are checked by `npm run typecheck`; ts-jest takes thirty times as long to take them away.
    '^.+\\.ts$': ['@swc/jest', typescript],
    '^.+\\.m?js$': [
      '@swc/jest',
      {
        swcrc: false,
        isModule: 'unknown',
        module: { type: 'commonjs' },
        jsc: { target: 'es2023', keepClassNames: true },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(?:${esModules})/)`],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  testTimeout: 60_000,
  maxWorkers: 4,
};
