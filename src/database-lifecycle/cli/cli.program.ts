import { Command, InvalidArgumentError, Option } from 'commander';
import type { Calling } from './calling';
import type { CliCommand, CommandOptions } from './cli.command';
import type { CliStreams } from './cli-streams';

const EXIT_CODES = `
Exit codes: 0 fine, 1 failed, 2 wrong usage or configuration, 3 something is to be done, 4 refused for safety.`;

type Run = (command: CliCommand, options: CommandOptions, argument: string) => Promise<void>;

/** As commander writes a word that has to be there, and one that may. */
function positionalOf({ argument, optionalArgument }: CliCommand): [word: string, does: string] | undefined {
  if (argument) return [`<${argument[0]}>`, argument[1]];
  return optionalArgument && [`[${optionalArgument[0]}]`, optionalArgument[1]];
}

/** Of an unset variable a shell makes an empty word, which is not to mean all; and one of two values would be lost. */
function given(value: string, before?: string | boolean): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  if (typeof before === 'string') throw new InvalidArgumentError(`"${before}" was given before it.`);
  return value;
}

/** The commands as commander parses them. Throws CommanderError where it would end the process. */
export function cliProgram(
  commands: readonly CliCommand[],
  calling: Calling,
  { stdout, stderr }: CliStreams,
  run: Run,
): Command {
  const { separator, help = '' } = calling;
  const program = new Command(calling.program)
    .usage(`<command> [${separator}options]`)
    .description('Creates only what is missing, and never drops or alters a table unless asked by name.')
    .exitOverride()
    .showHelpAfterError(`(all options: add ${separator}--help)`)
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .addHelpText('after', `${help}${EXIT_CODES}`);
  for (const command of commands) {
    const { name, summary, flags = [], argument } = command;
    const positional = positionalOf(command);
    const parser = program
      .command(calling.nameOf(name))
      .description(summary)
      .usage(
        argument
          ? `${separator}${positional?.[0]} [options]`
          : `[${separator}${positional ? `${positional[0]} ` : ''}options]`,
      );
    for (const [flag, does] of flags) {
      const option = new Option(flag, does);
      parser.addOption(option.required ? option.argParser(given) : option);
    }
    parser.option('--json', 'print one JSON document');
    if (positional) parser.argument(...positional, given);
    parser.action(async () => run(command, parser.opts<CommandOptions>(), parser.args[0] ?? ''));
  }
  return program;
}
