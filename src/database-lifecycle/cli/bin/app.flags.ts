import { AppModuleError } from '../../errors/app-module.error';

/** Flags that say which app is meant, whatever the command. */
export interface AppFlags {
  readonly module?: string;
  readonly migrations?: string;
  readonly dataSource?: string;
}

const FLAGS = { '--module': 'module', '--migrations': 'migrations', '--data-source': 'dataSource' } as const;

export const FLAGS_HELP = `
Which app, for every command:
  --module <file[#Class]>  the app's root module (dist/app.module.js, or what package.json names)
  --migrations <folder>    where migrations are written (migrations or src/migrations)
  --data-source <name>     the DataSource, when the app looks after several

package.json may say it once: "db-lifecycle": { "module": "...", "migrations": "...", "dataSource": "..." }
`;

/**
 * These flags, and the words without them.
 * @throws AppModuleError for a flag without its value
 */
export function takeAppFlags(argv: readonly string[]): { flags: AppFlags; rest: string[] } {
  const flags: { -readonly [name in keyof AppFlags]: string } = {};
  const rest: string[] = [];
  const words = argv.values();
  for (const word of words) {
    const [name = '', ...values] = word.split('=');
    if (!(name in FLAGS)) {
      rest.push(word);
      continue;
    }
    const value: string | undefined = values.length > 0 ? values.join('=') : words.next().value;
    if (!value || value.startsWith('-')) throw AppModuleError.flagWithoutValue(name);
    flags[FLAGS[name as keyof typeof FLAGS]] = value;
  }
  return { flags, rest };
}
