import { Command } from 'commander';
import type { CliCommand, CommandOptions } from './cli.command';
import type { CliStreams } from './cli-streams';

const EXIT_CODES = `
Exit codes: 0 fine, 1 failed, 2 wrong usage or configuration, 3 something is to be done, 4 refused for safety.`;

type Run = (command: CliCommand, options: CommandOptions, argument: string) => Promise<void>;

/** The commands as commander parses them. Throws CommanderError where it would end the process. */
export function cliProgram(commands: readonly CliCommand[], { stdout, stderr }: CliStreams, run: Run): Command {
  const program = new Command('npm run')
    .usage('<command> [-- options]')
    .description('Creates only what is missing, and never drops or alters a table unless asked by name.')
    .exitOverride()
    .showHelpAfterError('(all options: add -- --help)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .addHelpText('after', EXIT_CODES);
  for (const command of commands) {
    const { name, summary, flags = [], argument } = command;
    const [word = '', does, presence] = argument ?? [];
    const placeholder = presence === 'optional' ? `[${word}]` : `<${word}>`;
    const parser = program
      .command(name)
      .description(summary)
      .usage(argument ? `-- ${placeholder} [options]` : '[-- options]');
    for (const [flag, meaning] of flags) parser.option(flag, meaning);
    parser.option('--json', 'print one JSON document');
    if (argument) parser.argument(placeholder, does);
    parser.action(async (...values: unknown[]) =>
      run(command, parser.opts<CommandOptions>(), argument ? String(values[0] ?? '') : ''),
    );
  }
  return program;
}
