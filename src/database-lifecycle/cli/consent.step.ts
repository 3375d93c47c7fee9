import { refuseUnconfirmed } from '../consent/consent.guard';
import { ConsentError } from '../errors/consent.error';
import type { Consent, DestructiveAct } from '../interfaces/consent.interface';
import type { CommandContext, CommandOptions } from './cli.command';

/** What a command line gives of a consent. */
export interface GivenConsent {
  readonly confirm?: string;
  readonly remote?: string;
}

export const givenConsent = ({ confirm, remote }: CommandOptions): GivenConsent =>
  ({ confirm, remote }) as GivenConsent;

/** Where nothing is consented to: one who believes it was is told, by the error that is made of the flag. */
export function refuseStrayConsent(given: GivenConsent, error: (flag: string) => Error): void {
  const stray = (['confirm', 'remote'] as const).find((flag) => given[flag] !== undefined);
  if (stray) throw error(`--${stray}`);
}

/**
 * The last of the consent: the database's name, typed at the terminal or given by `--confirm`. Call it once the plan is
 * printed and `refuseUnasked` had nothing against it, and hand the answer on: it is asked for again under the lock.
 * @throws ConsentError when there is nobody to ask, the question was left or another name was given
 */
export async function askConsent(
  { terminal }: Pick<CommandContext, 'terminal'>,
  act: DestructiveAct,
  database: string,
  { confirm, remote }: GivenConsent,
): Promise<Consent> {
  if (confirm === undefined && !terminal.interactive) throw ConsentError.noTerminal(act, database, remote);
  const question = `To go on, type the database's name (${database}); anything else changes nothing: `;
  const answer = confirm ?? (await terminal.ask(question));
  refuseUnconfirmed(database, answer);
  return { database: answer, ...(remote === undefined ? {} : { remote }) };
}
