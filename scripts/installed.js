/**
 * node scripts/installed.js
 *
 * Exit code 0 when node_modules has what package-lock.json says, by what npm wrote there last; 1 when not. By content: a
 * switch of branches makes package-lock.json newer, but not another.
 */
const { readFileSync } = require('node:fs');

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
const isSame = (wanted, found) => wanted?.version === found.version && wanted.integrity === found.integrity;

function isInstalled() {
  const [wanted, found] = ['package-lock.json', 'node_modules/.package-lock.json'].map(packages);
  // What is optional may be another platform's.
  const lacking = Object.entries(wanted).filter(
    ([path, { optional, devOptional }]) => path !== '' && !optional && !devOptional && !found[path],
  );
  return lacking.length === 0 && Object.entries(found).every(([path, one]) => isSame(wanted[path], one));
}

try {
  process.exitCode = isInstalled() ? 0 : 1;
} catch {
  // One of them can not be read; npm says why.
  process.exitCode = 1;
}
