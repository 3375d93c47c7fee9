/** Lets Node load the TypeScript sources as they are now: swc takes 2 ms a file, ts-node 20 ms (and, with its swc option, makes ES5 classes). */
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');

const options = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs', ignoreDynamic: true },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

require.extensions['.ts'] = (module, filename) => {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
};

process.setSourceMapsEnabled(true);
