import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import type { ServerPlace } from '../interfaces/consent.interface';
import type { SqlSession } from '../sql/sql.session';
import type { WireClient } from './silence.watch';

const LOOPBACK = /^(127\.[\d.]+|::1|::ffff:127\.[\d.]+)$/i;
const LOOPBACK_NAME = /^(localhost|127\.[\d.]+|\[?::1\]?)$/i;

/** A path is a Unix socket's directory. */
const isPath = (host: string): boolean => host.startsWith('/');

type Place = Pick<ServerPlace, 'host' | 'local'>;

/** @param address what the connection has at its other end; undefined where that is no network address */
export function placeOf(host: string, address: string | undefined): Place {
  if (isPath(host)) return { host, local: true };
  const local = address !== undefined && LOOPBACK.test(address);
  // A name that leads elsewhere than it says (a hosts file, a stream of one's own) is no name to consent to.
  return { host: !local && address !== undefined && LOOPBACK_NAME.test(host) ? address : host, local };
}

/** The native driver has no socket to look at; it looks the name up as this does. */
async function otherEnd({ host, connection }: WireClient): Promise<string | undefined> {
  if (connection) return (connection.stream as Socket).remoteAddress;
  return isPath(host) ? undefined : (await lookup(host)).address;
}

/**
 * Where the server of this very connection is. The other end of the connection is asked, not its settings: several of
 * them may name a host, and a name may lead anywhere. What lies behind a tunnel or pooler on this machine can't be seen.
 */
export async function serverPlace({ runner }: SqlSession): Promise<ServerPlace> {
  const client = (await runner.connect()) as WireClient;
  return { ...placeOf(client.host, await otherEnd(client)), port: client.port };
}
