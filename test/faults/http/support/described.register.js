/**
 * Lets Node load the sources as scripts/register.js does, and what the API's document is made from (DTOs, entities,
 * controllers) as `nest build` makes it: the document needs the types, which only a whole program of TypeScript knows.
 */
const { join } = require('node:path');
require('../../../../scripts/register');
const ts = require('typescript');
const { before } = require('@nestjs/swagger/plugin');
const { compilerOptions } = require('../../../../nest-cli.json');

const root = join(__dirname, '../../../..');
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => fault };
const overrides = { incremental: false, tsBuildInfoFile: undefined, declaration: false };
const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), overrides, host);
const described = config.fileNames.filter((name) => /\.(dto|entity|controller)\.ts$/.test(name));
const program = ts.createProgram(described, config.options);
const [{ options }] = compilerOptions.plugins;

const bySwc = require.extensions['.ts'];
require.extensions['.ts'] = (module, filename) => {
  const source = described.includes(filename) && program.getSourceFile(filename);
  if (!source) return bySwc(module, filename);
  const keep = (name, code) => {
    // oxlint-disable-next-line no-underscore-dangle -- Node's name
    if (name.endsWith('.js')) module._compile(code, filename);
  };
  program.emit(source, keep, undefined, false, { before: [before(options, program)] });
};
