/**
 * node scripts/licences.js
 *
 * Prints the licence of every package in package-lock.json; exits with 1 where one of them is not allowed.
 */
const { packages } = require('../package-lock.json');

/** Permissive: they ask for their notice to be kept, and for nothing of who uses them. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Zlib',
]);

/** What the lock file does not know, as the package names it in the form of old: `licenses`. */
const LOOKED_UP = { busboy: 'MIT', streamsearch: 'MIT' };

/** Of AND every part counts, of OR one is enough. */
const isAllowed = (licence) =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => ALLOWED.has(one)));

/** @returns one entry for each package that is not this checkout's own */
function licencesOf(locked) {
  return Object.entries(locked)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, { version, license, dev = false }]) => {
      const name = path.split('node_modules/').at(-1);
      const licence = license ?? LOOKED_UP[name] ?? 'unknown';
      return { name, version, licence, dev, allowed: isAllowed(licence) };
    });
}

module.exports = { licencesOf };

if (require.main === module) {
  const licences = licencesOf(packages).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, version, licence, dev, allowed } of licences)
    process.stdout.write(
      `${name}@${version}: ${licence}${dev ? ' (development)' : ''}${allowed ? '' : ' NOT ALLOWED'}\n`,
    );
  process.exitCode = licences.every(({ allowed }) => allowed) ? 0 : 1;
}
