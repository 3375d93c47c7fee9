import { createInterface } from 'node:readline';
import { legible } from '../errors/printable';
import type { CliStreams } from './cli-streams';

/** The person at the terminal, if there is one. */
export interface Terminal {
  /** Whether there is somebody to ask. */
  readonly interactive: boolean;
  /** The answer without its line end; null when the question was left by Ctrl-C or Ctrl-D. */
  ask(question: string): Promise<string | null>;
}

/** Asks on standard error, as standard output belongs to the command's answer. */
export const terminalOf = ({ stdin, stderr }: CliStreams): Terminal => ({
  interactive: stdin.isTTY === true,
  ask: (question) =>
    new Promise((resolve) => {
      const lines = createInterface({ input: stdin, output: stderr, terminal: true });
      lines.once('SIGINT', () => lines.close());
      lines.once('close', () => resolve(null));
      lines.question(legible(question), (answer) => {
        resolve(answer);
        lines.close();
      });
    }),
});
