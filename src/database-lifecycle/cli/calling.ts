/** How a person calls the commands. */
export interface Calling {
  /** What stands before a command's name. */
  readonly program: string;
  /** What stands between the name and its options: npm takes those for itself that stand before a `--`. */
  readonly separator: '-- ' | '';
  /** A command's name as it is typed. */
  nameOf(command: string): string;
  /** The typed words in the one form that is parsed: the command's name first. */
  wordsOf(argv: readonly string[]): readonly string[];
  /** Told behind the list of the commands. */
  readonly help?: string;
}

/** By npm scripts of the commands' names: `npm run db:init -- --seed`. */
export const asNpmScripts: Calling = {
  program: 'npm run',
  separator: '-- ',
  nameOf: (command) => command,
  wordsOf: (argv) => argv,
};

const shortName = (command: string): string => command.replace(/^db:/, '');

/**
 * By one program: `db-lifecycle init --seed`. `db:init`, `migration:run` and `migration run` are understood, too, and so are
 * flags in front.
 */
export const asProgram = (commands: readonly string[], help: string): Calling => ({
  program: 'db-lifecycle',
  separator: '',
  nameOf: shortName,
  wordsOf: (argv) => {
    const isTwoWords = argv[0] === 'migration' && argv[1] !== undefined;
    const words = isTwoWords ? [`migration:${argv[1]}`, ...argv.slice(2)] : argv;
    const at = words.findIndex((word) => commands.includes(word) || commands.includes(`db:${word}`));
    return at < 0 ? words : [shortName(words[at]!), ...words.slice(0, at), ...words.slice(at + 1)];
  },
  help,
});
