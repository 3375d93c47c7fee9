import type { Writable } from 'node:stream';
import { CommanderError } from 'commander';
import { ExitCode } from '../errors/database-lifecycle.error';
import { thrownError } from '../errors/thrown.error';
import { onlyLooking } from '../connect/looking';
import type { DatabaseLifecycleService } from '../database-lifecycle.service';
import type { CommandDocuments, CommandFailure } from '../interfaces/command-documents.interface';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import type { ModuleLoader } from './app.door';
import { asNpmScripts, type Calling } from './calling';
import type { CliCommand, CommandName, CommandOptions, CommandOutcome } from './cli.command';
import { CliLogger, isDetailed } from './cli.logger';
import { cliProgram } from './cli.program';
import { withProcessStreams, type CliStreams } from './cli-streams';
import { commands } from './command.catalog';
import { flagsEatenByNpm } from './npm-flags';
import { ProgressLine } from './progress.line';
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
  const { stdout, stderr } = streams;
  const progress = new ProgressLine(stderr);
  const writeTo =
    (stream: Writable) =>
    (text: string): unknown => {
      progress.clear();
      return stream.write(`${text}\n`);
    };
  const print = writeTo(stdout);
  const report = writeTo(stderr);
  const printJson = (document: CommandDocuments[CommandName] | CommandFailure): unknown =>
    print(JSON.stringify(document, null, 2));
  let exitCode: ExitCode = ExitCode.ok;

  const run = async (command: CliCommand, parsed: CommandOptions, argument: string): Promise<void> => {
    const { throughTheApp } = require('./app.door') as typeof import('./app.door');
    const { nameBrokenFile } =
      require('../migrations/check/file.checker') as typeof import('../migrations/check/file.checker');
    const perform = command.load();
    const showProgress = (text: string): void => (parsed.json ? undefined : progress.show(text));
    showProgress('Connecting');
    const { migrationsDirectory, dataSource } = options;
    const work = (lifecycle: DatabaseLifecycleService): Promise<Outcome> =>
      perform(
        {
          lifecycle,
          terminal: terminalOf(streams),
          migrationsDirectory,
          shadowServer: options.shadowServer,
          say: parsed.json ? report : print,
          progress: showProgress,
        },
        parsed,
        argument,
      );
    const through = (): Promise<Outcome> =>
      throughTheApp(
        options.loadModule,
        new CliLogger(report, env.LOG_LEVEL),
        work,
        (error) => nameBrokenFile(migrationsDirectory, error),
        dataSource,
      );
    const outcome = await (command.createsDatabase && !parsed.dryRun ? through() : onlyLooking(through));
    if (parsed.json) printJson(outcome.json);
    else if (outcome.text.length > 0) print(outcome.text.join('\n'));
    exitCode = outcome.exitCode;
  };

  const called = commands.find(({ name }) => calling.nameOf(name) === argv[0]);
  let json = argv.includes('--json');
  try {
    const eaten = called ? flagsEatenByNpm(called, argv, env) : [];
    json ||= eaten.includes('--json');
    await cliProgram(commands, calling, streams, run).parseAsync([...argv, ...eaten], { from: 'user' });
  } catch (thrown) {
    const error = thrownError(thrown, 'The app');
    // Commander has told its own errors, and its help, by itself.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return ExitCode.ok;
      exitCode = ExitCode.usage;
    } else {
      exitCode = exitCodeOf(error);
      const { message, stack } = error;
      report(isDetailed(env.LOG_LEVEL) ? (stack ?? message) : message);
    }
    const { name, message } = error;
    if (json) printJson({ error: { name, message, exitCode } });
  }
  progress.clear();
  return exitCode;
}
