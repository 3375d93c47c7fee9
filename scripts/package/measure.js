/**
 * node scripts/package/measure.js [runs]
 *
 * Prints what the packed module weighs (dist-package/, made by `npm run package`), and what importing it adds to a start
 * that has Nest, TypeORM and pg already: the median of fresh processes, 15 unless told.
 */
const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const DIRECTORY = join(__dirname, '..', '..', 'dist-package');
const LOAD = `
  for (const peer of ['reflect-metadata', '@nestjs/common', '@nestjs/core', '@nestjs/typeorm', 'pg']) require(peer);
  const before = performance.now();
  require(process.argv[1]);
  process.stdout.write(String(performance.now() - before));`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

function importMs(file, runs) {
  const once = () => Number(execFileSync(process.execPath, ['-e', LOAD, file], { cwd: DIRECTORY, encoding: 'utf8' }));
  return median(Array.from({ length: runs }, once));
}

function weigh() {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: DIRECTORY,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    }),
  );
  return `packed ${kilobytes(packed.size)}, unpacked ${kilobytes(packed.unpackedSize)}, ${packed.entryCount} files`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

if (!existsSync(join(DIRECTORY, 'package.json'))) {
  process.stderr.write('dist-package/ was not found. Build it first: npm run package\n');
  process.exit(2);
}
const {
  name,
  version,
  exports: doors,
  dependencies,
} = JSON.parse(readFileSync(join(DIRECTORY, 'package.json'), 'utf8'));
const runs = Number(process.argv[2] ?? 15);
print(`${name} ${version}: ${weigh()}; dependencies: ${Object.keys(dependencies).join(', ')}`);
for (const [door, entry] of Object.entries(doors)) {
  if (typeof entry === 'string') continue;
  const ms = importMs(join(DIRECTORY, entry.default), runs);
  print(`import of ${door.replace('.', name)}: ${ms.toFixed(1)} ms beside its peers (median of ${runs})`);
}
