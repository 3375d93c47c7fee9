import type { DestructiveAct, ServerPlace } from '../interfaces/consent.interface';
import { DatabaseLifecycleError, ExitCode, LOOK_WHERE, notItsName, UNCHANGED } from './database-lifecycle.error';
import { shellWord } from './shell.word';

const labelOf = ({ command, words }: DestructiveAct): string => [command, ...words].join(' ');

/** The act as it has to be called, with more flags. */
const calledWith = ({ command, words }: DestructiveAct, ...more: readonly string[]): string =>
  `npm run ${command} -- ${[...words, ...more].map(shellWord).join(' ')}`;

/** A destructive act without consent, or in an environment where it is never allowed; nothing was changed. */
export class ConsentError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static environment(act: DestructiveAct, environment: string): ConsentError {
    return new ConsentError(
      `The variables say environment "${environment}", and ${labelOf(act)} is for development and test only. ${UNCHANGED}`,
      [
        ...(act.instead === undefined ? [] : [act.instead]),
        'If this is a development machine, set ENVIRONMENT=development.',
      ],
    );
  }

  static remote(act: DestructiveAct, { host }: ServerPlace): ConsentError {
    return new ConsentError(
      `The server is another machine, ${host}, and ${labelOf(act)} is done there only when it is named. ${UNCHANGED}`,
      [LOOK_WHERE, `If you mean that server: ${calledWith(act, '--remote', host)}`],
    );
  }

  static otherServer({ host, local }: ServerPlace, remote: string): ConsentError {
    const found = local ? `this machine's own (${host})` : host;
    return new ConsentError(`The server is ${found}, and "--remote ${remote}" was given. ${UNCHANGED}`, [LOOK_WHERE]);
  }

  static noTerminal(act: DestructiveAct, database: string, remote?: string): ConsentError {
    const consent = [...(remote === undefined ? [] : ['--remote', remote]), '--confirm', database];
    return new ConsentError(`There is no terminal to ask ${act.asks}. ${UNCHANGED}`, [
      `If so: ${calledWith(act, ...consent)}`,
    ]);
  }

  static notConfirmed(database: string, answer: string | null): ConsentError {
    return new ConsentError(notItsName(database, answer), [LOOK_WHERE]);
  }
}
