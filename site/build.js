/**
 * node build.js
 *
 * Builds the site into dist/: the API's pages from the doc comments, each of which has to be there, and the guides. A dead
 * link fails it.
 */
const { execFileSync } = require('node:child_process');
const { dirname, join } = require('node:path');
const { clear, layPages } = require('./pages');

const programOf = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);
const run = (program, ...words) =>
  execFileSync(process.execPath, [program, ...words], { cwd: __dirname, stdio: 'inherit' });

clear();
run(programOf('typedoc', 'bin/typedoc'), '--options', 'typedoc.json');
layPages();
run(programOf('vitepress', 'bin/vitepress.js'), 'build');
