/** Flags that say which app is meant, whatever the command; empty when one stands without its value. */
export interface AppFlags {
  readonly module?: string;
  readonly migrations?: string;
  readonly dataSource?: string;
}

/** As typed, and as named here. */
export const FLAGS = { '--module': 'module', '--migrations': 'migrations', '--data-source': 'dataSource' } as const;

export const FLAGS_HELP = `
Which app, for every command:
  --module <file[#Class]>  the app's root module (dist/app.module.js, or what package.json names)
  --migrations <folder>    where migrations are written (migrations or src/migrations)
  --data-source <name>     the DataSource, when the app looks after several

package.json may say it once: "db-lifecycle": { "module": "...", "migrations": "...", "dataSource": "..." }
`;

const isFlag = (name: string): name is keyof typeof FLAGS => Object.hasOwn(FLAGS, name);

/** These flags, and the words without them. */
export function takeAppFlags(argv: readonly string[]): { flags: AppFlags; rest: string[] } {
  const flags: { -readonly [name in keyof AppFlags]: string } = {};
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    const [name = '', ...values] = word.split('=');
    if (!isFlag(name)) {
      rest.push(word);
      continue;
    }
    const isNextValue = values.length === 0 && argv[at + 1] !== undefined && !argv[at + 1]!.startsWith('-');
    flags[FLAGS[name]] = isNextValue ? argv[++at] : values.join('=');
  }
  return { flags, rest };
}
