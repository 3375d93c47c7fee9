/**
 * @nestjs/swagger's plugin of the compiler, in a checkout of any path. TypeScript writes what is not ASCII in the path of an
 * import() as \uXXXX, which the plugin does not find below the checkout: it would have dist require the sources.
 */
const plugin = require('@nestjs/swagger/plugin');

const IMPORTED = /import\("[^"]*"\)/g;
const ESCAPED = /\\u([\dA-F]{4})/g;

const unescaped = (text) =>
  text.replace(IMPORTED, (path) => path.replace(ESCAPED, (_, code) => String.fromCharCode(Number.parseInt(code, 16))));

function before(options, program) {
  const checker = program.getTypeChecker();
  const { typeToString } = checker;
  checker.typeToString = (...args) => unescaped(typeToString(...args));
  return plugin.before(options, program);
}

module.exports = { ...plugin, before };
