import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SourceError } from './source.error';

type Sources = Readonly<Record<string, string>>;

/** In a process of its own: prettier's functions are asynchronous and load ES modules, which not every host of a schematic can. */
const SCRIPT = `
const prettier = require(process.argv[1]);
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', async () => {
  const { root, sources } = JSON.parse(Buffer.concat(chunks).toString());
  for (const [path, text] of Object.entries(sources)) {
    const filepath = require('node:path').join(root, path);
    const options = await prettier.resolveConfig(filepath, { editorconfig: true });
    sources[path] = await prettier.format(text, { ...options, filepath });
  }
  process.stdout.write(JSON.stringify(sources));
});
`;

function findPrettier(root: string): string | undefined {
  try {
    return createRequire(join(root, 'package.json')).resolve('prettier');
  } catch {
    return undefined;
  }
}

/**
 * Formats with the app's own prettier and its configuration; without one the sources stay as they are.
 * @throws SourceError when prettier fails, such as for a plugin of the configuration that is not installed
 */
export function formatSources(root: string, sources: Sources): Sources {
  const prettier = findPrettier(root);
  if (prettier === undefined || Object.keys(sources).length === 0) return sources;
  const input = JSON.stringify({ root, sources });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, prettier], {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw SourceError.unformatted(/^\w*Error: .*/m.exec(stderr)?.[0] ?? stderr.trim());
  return JSON.parse(stdout) as Sources;
}
