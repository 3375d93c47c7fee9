import { CommanderError } from 'commander';
import { ExitCode } from '../errors/database-lifecycle.error';
import { thrownError } from '../errors/thrown.error';
import { onlyLooking } from '../connect/looking';
import type { DatabaseLifecycleService } from '../database-lifecycle.service';
import type { CommandDocuments } from '../interfaces/command-documents.interface';
import { waiting } from '../report/boot.lines';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import type { ModuleLoader } from './app.door';
import { asNpmScripts, type Calling } from './calling';
import type { CliCommand, CommandContext, CommandName, CommandOptions, CommandOutcome } from './cli.command';
import { CliLogger, isDetailed } from './cli.logger';
import { CliOutput } from './cli.output';
import { cliProgram } from './cli.program';
import { withProcessStreams, type CliStreams } from './cli-streams';
import { commands } from './command.catalog';
import { flagsEatenByNpm } from './npm-flags';
import { terminalOf } from './terminal';

/** What {@link runCli} needs to find the app, and whom it talks to. */
export interface CliOptions {
  /** Loads the app's root module; called once a command is known to run, so that `--help` costs nothing. */
  readonly loadModule: ModuleLoader;
  /** Where `migration:generate` writes. Leave it out where there are no sources: the command is refused then. */
  readonly migrationsDirectory?: string;
  /**
   * Starts a server for shadow databases, for when the connected one is no place for them: production, or a role that may
   * not create databases.
   */
  readonly shadowServer?: ShadowServerProvider;
  /** Name of the DataSource to act on, where the app looks after several. Default: the unnamed one, or the only one. */
  readonly dataSource?: string;
  /** How a person calls the commands, for the help and the hints. Default: by npm scripts of their names. */
  readonly calling?: Calling;
  /** Words behind the program's name. Default: `process.argv.slice(2)`. */
  readonly argv?: readonly string[];
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the process's own. */
  readonly streams?: CliStreams;
}

type Outcome = CommandOutcome<CommandDocuments[CommandName]>;

const EXIT_CODES: ReadonlySet<unknown> = new Set(Object.values(ExitCode));

/** Errors of the library and of the app's configuration know their code; any other is a failure. */
function exitCodeOf(error: unknown): ExitCode {
  const { exitCode } = (error ?? {}) as { exitCode?: unknown };
  return EXIT_CODES.has(exitCode) ? (exitCode as ExitCode) : ExitCode.failed;
}

/** Performs a command on the app, and prints its answer. */
async function perform(
  command: CliCommand,
  parsed: CommandOptions,
  argument: string,
  { options, streams, output }: { options: CliOptions; streams: CliStreams; output: CliOutput },
): Promise<ExitCode> {
  const { throughTheApp } = require('./app.door') as typeof import('./app.door');
  const { nameBrokenFile } =
    require('../migrations/check/file.checker') as typeof import('../migrations/check/file.checker');
  const run = command.load();
  const { loadModule, migrationsDirectory, shadowServer, dataSource, env = process.env } = options;
  const say = parsed.json ? output.report : output.print;
  const onWait: CommandContext['onWait'] = (holders) => say(waiting(holders));
  const progress = parsed.json ? () => undefined : output.progress;
  progress('Connecting');
  const work = (lifecycle: DatabaseLifecycleService): Promise<Outcome> =>
    run(
      { lifecycle, terminal: terminalOf(streams), migrationsDirectory, shadowServer, say, onWait, progress },
      parsed,
      argument,
    );
  const through = (): Promise<Outcome> =>
    throughTheApp(loadModule, new CliLogger(output.log, env.LOG_LEVEL), work, {
      explain: (error) => nameBrokenFile(migrationsDirectory, error),
      dataSource,
    });
  const { json, text, exitCode } = await (command.createsDatabase && !parsed.dryRun ? through() : onlyLooking(through));
  if (parsed.json) output.printJson(json);
  else if (text.length > 0) output.print(text.join('\n'));
  return exitCode;
}

/** Tells why a command was not performed to its end; commander has told its own errors, and its help, by itself. */
function tell(error: Error, output: CliOutput, { json, stacks }: { json: boolean; stacks: boolean }): ExitCode {
  const isTold = error instanceof CommanderError;
  if (isTold && error.exitCode === 0) return ExitCode.ok;
  const exitCode = isTold ? ExitCode.usage : exitCodeOf(error);
  const { name, message, stack = message } = error;
  if (!isTold) output.report(stacks ? stack : message);
  if (json) output.printJson({ error: { name, message, exitCode } });
  return exitCode;
}

/**
 * Runs the command that the arguments name on the app that `loadModule` loads; `--help` lists them. Prints its answer to
 * standard output (with `--json` as exactly one JSON document) and all else to standard error.
 * @returns the exit code: 0 fine, 1 failed, 2 wrong usage or configuration, 3 something is to be done, 4 refused for safety
 */
export function runCli(options: CliOptions): Promise<ExitCode> {
  const { streams } = options;
  return streams ? runOn(streams, options) : withProcessStreams((own) => runOn(own, options));
}

async function runOn(streams: CliStreams, options: CliOptions): Promise<ExitCode> {
  const { env = process.env, calling = asNpmScripts } = options;
  const argv = calling.wordsOf(options.argv ?? process.argv.slice(2));
  const output = new CliOutput(streams);
  const called = commands.find(({ name }) => calling.nameOf(name) === argv[0]);
  let json = argv.includes('--json');
  let exitCode: ExitCode = ExitCode.ok;
  const run = async (command: CliCommand, parsed: CommandOptions, argument: string): Promise<void> => {
    exitCode = await perform(command, parsed, argument, { options, streams, output });
  };
  try {
    const eaten = called ? flagsEatenByNpm(called, argv, env) : [];
    json ||= eaten.includes('--json');
    await cliProgram(commands, calling, streams, run).parseAsync([...argv, ...eaten], { from: 'user' });
  } catch (error) {
    exitCode = tell(thrownError(error, 'The app'), output, { json, stacks: isDetailed(env.LOG_LEVEL) });
  }
  output.end();
  return exitCode;
}
