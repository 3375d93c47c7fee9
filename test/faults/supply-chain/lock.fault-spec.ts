import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, lockedPackages, type LockedPackages, resolveLocked, ROOT } from './support/lock.file';

const { licencesOf } = require('../../../scripts/licences') as {
  licencesOf(packages: LockedPackages): { name: string; licence: string; allowed: boolean }[];
};
const { importsOf } = require('../../../scripts/package/compiler') as { importsOf(text: string): string[] };

const NPM = 'https://registry.npmjs.org/';
const MODULE = join(ROOT, 'src/database-lifecycle');

describe.each(['package-lock.json', 'bench/package-lock.json'])('%s', (file) => {
  const packages = lockedPackages(file);
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

  it('names every platform: each optional package that a package asks for is there', () => {
    const missing = installed.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !resolveLocked(packages, path, name))
        .map((name) => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('gives each package a checksum, and no address but npm’s', () => {
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
      [],
    );
    const elsewhere = installed.filter(([, { resolved = NPM }]) => !resolved.startsWith(NPM));
    expect(elsewhere.map(([path, { resolved }]) => `${path}: ${resolved}`)).toEqual([]);
  });

  it('has no package whose licence is not allowed or not known', () => {
    const licences = licencesOf(packages);
    expect(licences.filter(({ allowed }) => !allowed).map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
    expect(licences.length).toBe(installed.length);
  });
});

describe('the packed module', () => {
  it('needs no install script, neither its own dependencies nor its peers', () => {
    const packages = lockedPackages();
    const files = readdirSync(MODULE, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.ts') && !/\.spec\.ts$|^testing\/|^schematics\//.test(name));
    const names = sources.flatMap((name) => importsOf(readFileSync(join(MODULE, name), 'utf8')));
    const imported = names.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]);
    const loaded = [...new Set(imported)].filter((name) => `node_modules/${name}` in packages);
    expect(loaded).toEqual(expect.arrayContaining(['typeorm', 'pg', '@nestjs/common', 'commander']));
    expect(closureOf(packages, loaded).filter((path) => packages[path]!.hasInstallScript)).toEqual([]);
  });

  it('is installed in this checkout without one: package.json denies every script that there is', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const scripted = Object.entries(lockedPackages()).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = scripted.map(([path]) => path.split('node_modules/').at(-1)!);
    expect(names.filter((name) => allowScripts[name] !== false)).toEqual([]);
  });
});
