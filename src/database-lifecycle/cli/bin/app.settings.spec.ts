import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeAppFlags } from './app.flags';
import { appSettings } from './app.settings';

describe('which app db-lifecycle acts on', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'app-settings-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const packageJson = (own?: unknown): void =>
    writeFileSync(join(root, 'package.json'), JSON.stringify({ 'db-lifecycle': own }));
  const settings = (words: string[] = [], directory = root): ReturnType<typeof appSettings> =>
    appSettings(takeAppFlags(words).flags, directory);

  it('is by default what nest build makes', () => {
    packageJson();
    const modules = ['dist/app.module.js', 'dist/src/app.module.js'].map((file) => join(root, file));
    expect(settings()).toEqual({ root, modules });
  });

  it('is what package.json names, also from a directory below it', () => {
    packageJson({ module: 'out/zoo.js#ZooModule', migrations: 'database', dataSource: 'zoo' });
    const below = join(root, 'a', 'b');
    mkdirSync(below, { recursive: true });
    expect(settings([], below)).toEqual({
      root,
      modules: [join(root, 'out/zoo.js')],
      className: 'ZooModule',
      migrations: join(root, 'database'),
      dataSource: 'zoo',
    });
  });

  it('is rather what the flags name, seen from where they are typed', () => {
    packageJson({ module: 'out/zoo.js#ZooModule', migrations: 'database', dataSource: 'zoo' });
    mkdirSync(join(root, 'a'));
    const words = ['init', '--module', '../main.js', '--migrations=m', '--seed', '--data-source', 'cats'];
    expect(takeAppFlags(words).rest).toEqual(['init', '--seed']);
    expect(settings(words, join(root, 'a'))).toEqual({
      root,
      modules: [join(root, 'main.js')],
      migrations: join(root, 'a', 'm'),
      dataSource: 'cats',
    });
  });

  it("leaves words that are also names of an object's own", () => {
    expect(takeAppFlags(['migration:create', 'constructor', '--json']).rest).toHaveLength(3);
  });

  it('writes migrations where they are, else beside the sources', () => {
    packageJson();
    mkdirSync(join(root, 'src'));
    expect(settings().migrations).toBe(join(root, 'src', 'migrations'));
    mkdirSync(join(root, 'migrations'));
    expect(settings().migrations).toBe(join(root, 'migrations'));
  });

  it('writes them beside a root module that is a source, where the app has no src', () => {
    packageJson();
    const sources = settings(['--module', 'apps/zoo/src/zoo.module.ts#ZooModule']);
    expect(sources.migrations).toBe(join(root, 'apps', 'zoo', 'src', 'migrations'));
    expect(settings(['--module', 'dist/apps/zoo/zoo.module.js']).migrations).toBeUndefined();
  });

  it.each([
    [['--module', '--json'], {}, '--module stands without a value.'],
    [['--data-source='], {}, '--data-source stands without a value.'],
    [[], { modul: 'x' }, 'has "modul", expected module, migrations, dataSource.'],
    [[], { module: 1 }, 'has "module", which is no text.'],
    [[], 'dist/app.module.js', 'is no object.'],
  ])('says what is wrong with %j and %j', (words, own, message) => {
    packageJson(own);
    expect(() => settings(words)).toThrow(message);
  });

  it('says when package.json can not be read', () => {
    writeFileSync(join(root, 'package.json'), '{');
    expect(() => settings()).toThrow(/package\.json can not be read: .*JSON/);
  });
});
