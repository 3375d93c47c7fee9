const { posix } = require('node:path');

const { dirname, join, relative } = posix;

const BUNDLE = 'start.bundle.js';
const ENTRY = 'index.js';

/** What a compiled file loads at once, e.g. `const x_1 = require("./x");`; what it loads later stands inside of a function. */
const AT_ONCE = /^(?:(?:const|var) \w+ = (?:\w+\()?)?require\("(\.[^"]+)"\)/gm;
const ANY = /\brequire\((["'])(\.[^"']+)\1\)/g;

/** The way from a file to the bundle, e.g. `../start.bundle`. */
const leadTo = (from) => `${relative(dirname(from), '.') || '.'}/${BUNDLE.replace(/\.js$/, '')}`;
/** What a file asks for another one by that is in the bundle. */
const lead = (from, file) => `require("${leadTo(from)}")("${file}")`;
const fileOf = (from, name) => `${join(dirname(from), name)}.js`;

/** The files that loading the entry loads, in the order of their first use. */
function loadedAtOnce(files) {
  const loaded = new Set([ENTRY]);
  for (const file of loaded) for (const [, name] of files.get(file).matchAll(AT_ONCE)) loaded.add(fileOf(file, name));
  return [...loaded].filter((file) => file !== ENTRY);
}

/**
 * A function for each file, run by the first who asks for it. All of them are run by each start: in parentheses V8 compiles
 * a function as it comes by, and not once more when it is called (1.1 of 8.7 ms).
 */
const bundleOf = (files, bundled) => `"use strict";
const files = {
${bundled.map((file) => `${JSON.stringify(file)}: (function (exports, load) {\n${files.get(file)}\n}),`).join('\n')}
};
const loaded = {};
module.exports = function load(file) {
  if (!(file in loaded)) files[file]((loaded[file] = {}), load);
  return loaded[file];
};
`;

/**
 * Puts the files that every start loads into one, as each costs 0.3 ms however small it is. In the place of each stays a
 * file that leads there, so that whoever else loads it gets the same classes.
 * @param files text by path, e.g. of `errors/usage.error.js`
 */
function bundleStart(files) {
  const bundled = loadedAtOnce(files);
  const inside = new Set(bundled);
  const linked = new Map(files);
  for (const file of [ENTRY, ...bundled]) {
    const link = (_, _quote, name) => {
      const wanted = fileOf(file, name);
      if (!inside.has(wanted)) return `require("./${wanted.replace(/\.js$/, '')}")`;
      return file === ENTRY ? lead(file, wanted) : `load("${wanted}")`;
    };
    linked.set(file, files.get(file).replaceAll(ANY, link));
  }
  const bundle = bundleOf(linked, bundled);
  for (const file of bundled) linked.set(file, `"use strict";\nmodule.exports = ${lead(file, file)};\n`);
  return linked.set(BUNDLE, bundle);
}

module.exports = { bundleStart };
