import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LocalPostgresError } from './local-postgres.error';

/** The unprivileged account that the server runs as when this process is root: PostgreSQL refuses to run as root. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', 'nobody'];

/**
 * Undefined: this process is not root, so the server runs as the same user. Under root it runs as the owner of `directory`
 * (its files then stay that user's own), or as `postgres` or `nobody` when root owns it.
 */
export function serverAccount(directory: string): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = unprivilegedAccounts();
  const owner = statSync(directory).uid;
  const account =
    accounts.find(({ uid }) => uid === owner) ??
    PREFERRED.map((name) => accounts.find((account) => account.name === name)).find(Boolean) ??
    accounts[0];
  if (account) return account;
  throw new LocalPostgresError(
    'PostgreSQL refuses to run as root, and /etc/passwd names no other user it could run as.',
    ['Add one: useradd --system postgres'],
  );
}

/** initdb looks its user up by uid, so only accounts that /etc/passwd names will do. */
function unprivilegedAccounts(): ServerAccount[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid >= 0);
}

/** Whether an account may list a directory or run a file, through every directory above it, by the permission bits alone. */
export function canUse(path: string, account: ServerAccount): boolean {
  const real = realpathSync(path);
  if (!permits(real, account, 0o5)) return false;
  for (let above = dirname(real); ; above = dirname(above)) {
    if (!permits(above, account, 0o1)) return false;
    if (above === dirname(above)) return true;
  }
}

function permits(path: string, { uid, gid }: ServerAccount, bits: number): boolean {
  const { mode, uid: owner, gid: group } = statSync(path);
  const granted = owner === uid ? mode >> 6 : group === gid ? mode >> 3 : mode;
  return (granted & bits) === bits;
}
