const base = require('./jest.config.js');

/** `npm run test:faults`: a few minutes as CI runs it; FAULTS=long asks for all of it, FAULTS_SEED repeats a run. */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/faults'],
  testRegex: '\\.fault-spec\\.ts$',
  globalSetup: '<rootDir>/test/faults/support/global-setup.ts',
  testTimeout: 300_000,
};
