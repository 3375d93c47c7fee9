import type { Writable } from 'node:stream';
import { legible } from '../errors/printable';
import type { CommandDocuments, CommandFailure } from '../interfaces/command-documents.interface';
import type { CliStreams } from './cli-streams';
import type { CommandName } from './cli.command';
import { ProgressLine } from './progress.line';

/** Where a command's output goes; the progress line makes way for each part of it. */
export class CliOutput {
  private readonly line: ProgressLine;

  constructor(private readonly streams: CliStreams) {
    this.line = new ProgressLine(streams.stderr);
  }

  /** A part of the answer, to standard output. */
  readonly print = (text: string): void => {
    const { stdout } = this.streams;
    this.write(stdout, stdout.isTTY ? legible(text) : text);
  };

  /** What a command prints with `--json`. */
  readonly printJson = (document: CommandDocuments[CommandName] | CommandFailure): void =>
    this.print(JSON.stringify(document, null, 2));

  /** Anything but the answer, to standard error. */
  readonly report = (text: string): void => this.write(this.streams.stderr, legible(text));

  /** A line of Nest's log, to standard error. */
  readonly log = (line: string): void => this.write(this.streams.stderr, line);

  /** What goes on right now, on a terminal only. */
  readonly progress = (text: string): void => this.line.show(text);

  readonly end = (): void => this.line.clear();

  private write(stream: Writable, text: string): void {
    this.line.clear();
    stream.write(`${text}\n`);
  }
}
