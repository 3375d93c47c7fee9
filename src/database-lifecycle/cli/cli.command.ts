import type { CommandDocuments } from '../interfaces/command-documents.interface';
import type { DatabaseLifecycleService } from '../database-lifecycle.service';
import type { ExitCode } from '../errors/database-lifecycle.error';
import type { LockHolder } from '../interfaces/lock-holder.interface';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import type { Terminal } from './terminal';

/** What a command answers; which of the two is printed is not its business. */
export interface CommandOutcome<Document> {
  /** The one document of `--json`. */
  readonly json: Document;
  /** Lines for a person. */
  readonly text: readonly string[];
  readonly exitCode: ExitCode;
}

export interface CommandContext {
  readonly lifecycle: DatabaseLifecycleService;
  readonly terminal: Terminal;
  /** Where migration:generate writes; undefined where there are no sources. */
  readonly migrationsDirectory?: string;
  /** Where shadow databases are made when the connected server is no place for them; undefined where there is none. */
  readonly shadowServer?: ShadowServerProvider;
  /** Tells a person what is going on, at once; to standard error under `--json`. */
  say(line: string): void;
  /** Says who is waited for. */
  readonly onWait: (holders: readonly LockHolder[]) => void;
  /** Tells on a terminal, unless under `--json`, what goes on right now, e.g. `Counting records`; gone with the next line. */
  progress(text: string): void;
}

export type CommandOptions = Readonly<Record<string, boolean | string | undefined>>;

export type CommandName = keyof CommandDocuments;

export type CommandRun<Name extends CommandName> = (
  context: CommandContext,
  options: CommandOptions,
  argument: string,
) => Promise<CommandOutcome<CommandDocuments[Name]>>;

interface CommandOf<Name extends CommandName> {
  readonly name: Name;
  readonly summary: string;
  /** Flags and what they do, e.g. `['--seed', 'run the seeders, too']`. */
  readonly flags?: readonly (readonly [flags: string, does: string])[];
  /** A required argument, e.g. `['Name', 'what the migration does']`. */
  readonly argument?: readonly [name: string, does: string];
  /** One that may be left out, and is empty then. */
  readonly optionalArgument?: readonly [name: string, does: string];
  /** In development and test it creates the database when that does not exist, but not with `--dry-run`. Default: false. */
  readonly createsDatabase?: boolean;
  load(): CommandRun<Name>;
}

/** One command, without a word of how it is parsed or printed. `--json` and `--help` are every command's. */
export type CliCommand = { [Name in CommandName]: CommandOf<Name> }[CommandName];
