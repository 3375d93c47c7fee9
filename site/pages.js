const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, posix } = require('node:path');

const ROOT = join(__dirname, '..');
const PAGES = join(__dirname, 'pages');
/** Where TypeDoc put the module's page. */
const MODULE = 'api/nest-database-lifecycle';

/** Not on the site by itself: `[text](target)`, and an image's. */
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/** Of its own, the package's README has the title of the first page. */
const PACKAGE = { page: 'docs/the-package.md', title: '# The package' };

const markdownIn = (directory) =>
  readdirSync(join(ROOT, directory))
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(directory, name));

/** The repository's documents by the page that they become. */
function documents() {
  const guides = markdownIn('docs');
  const examples = readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}/README.md`);
  return new Map([
    ['README.md', 'index.md'],
    ['src/database-lifecycle/README.md', PACKAGE.page],
    ...guides.map((file) => [file, file]),
    ...examples.map((file) => [file, file.replace('/README.md', '.md')]),
    ...['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((file) => [file, file]),
  ]);
}

/** Links to other pages lead to them; what is in the repository only is named. */
function onSite(text, file, pages) {
  const here = dirname(pages.get(file));
  return text.replaceAll(LINK, (_, image, label, target, anchor = '') => {
    const path = posix.join(dirname(file), target).replace(/\/$/, '');
    if (image) return `![${label}](./${posix.relative(here, path)})`;
    const page = pages.get(path) ?? pages.get(`${path}/README.md`);
    return page ? `[${label}](./${posix.relative(here, page)}${anchor})` : label;
  });
}

/** One for each door of the package, the module's own first. */
function apiPages() {
  const rooms = readdirSync(join(PAGES, MODULE)).filter((name) => existsSync(join(PAGES, MODULE, name, 'index.md')));
  return [MODULE, ...rooms.map((room) => `${MODULE}/${room}`)].map((directory) => `${directory}/index`);
}

/** Lays the documents where VitePress looks for them; the API's pages are there already. */
function layPages() {
  const pages = documents();
  for (const [file, page] of pages) {
    const text = onSite(readFileSync(join(ROOT, file), 'utf8'), file, pages);
    mkdirSync(dirname(join(PAGES, page)), { recursive: true });
    writeFileSync(join(PAGES, page), page === PACKAGE.page ? text.replace(/^# .*/, PACKAGE.title) : text);
  }
  cpSync(join(ROOT, 'docs', 'benchmarks'), join(PAGES, 'docs', 'benchmarks'), { recursive: true });
  const named = (prefix) =>
    [...pages.values()].filter((page) => page.startsWith(prefix)).map((page) => page.slice(0, -'.md'.length));
  writeFileSync(
    join(PAGES, 'pages.json'),
    JSON.stringify({
      guides: [...named('docs/'), ...named('examples/')],
      project: ['CHANGELOG', 'CONTRIBUTING', 'SECURITY'],
      api: apiPages(),
    }),
  );
}

const clear = () => rmSync(PAGES, { recursive: true, force: true });

module.exports = { clear, layPages };
