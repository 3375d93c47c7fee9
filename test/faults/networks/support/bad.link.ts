import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRelay } from '../../../support/relay';

export type Direction = 'toServer' | 'toClient';

export const KINDS = ['delay', 'throttle', 'reset', 'close', 'half-close', 'drop', 'mute', 'swallow'] as const;

/**
 * Where a fault can strike. Bytes are lost on the way to the server only: TCP loses none, TLS would notice, and
 * node-postgres, which reads a length where there is none, throws out of its socket's listener.
 */
export const directionsOf = (kind: LinkFault['kind']): readonly Direction[] =>
  kind === 'drop' ? ['toServer'] : ['toServer', 'toClient'];

/**
 * What happens at a point of the traffic, and from there on: `drop` loses a few bytes, `mute` all that follow of one
 * connection in one direction, `swallow` all of all connections, new ones as well.
 */
export interface LinkFault {
  readonly kind: (typeof KINDS)[number];
  readonly direction: Direction;
  /** How many bytes of that direction, of all connections together, go through before. */
  readonly after: number;
}

/** A way to a server on which something goes wrong once a fault is set. */
export interface BadLink {
  /** The address to connect to instead of the server's. */
  readonly url: string;
  /** Bytes that came in so far. */
  readonly traffic: Record<Direction, number>;
  fault?: LinkFault;
  /** Whether the fault has happened. */
  readonly struck: boolean;
  /** As good as new, also for connections that there are; those that were swallowed end. */
  heal(): void;
  /** Leads new connections elsewhere, and ends those that there are. */
  leadTo(serverUrl: string): void;
  close(): Promise<void>;
}

const DELAY_MS = 20;
const PIECE = 64;
const DROPPED = 7;

const write = async (target: Socket, bytes: Buffer, slow: LinkFault['kind'] | undefined): Promise<void> => {
  if (slow === 'delay') await sleep(DELAY_MS);
  const size = slow === 'throttle' ? PIECE : Math.max(bytes.length, 1);
  for (let at = 0; at < bytes.length; at += size) {
    if (target.destroyed || target.writableEnded) return;
    target.write(bytes.subarray(at, at + size));
    if (slow === 'throttle') await sleep(1);
  }
};

/** Listens on 127.0.0.1 and passes everything on to the server of `serverUrl`, without TLS. */
export async function openLink(serverUrl: string): Promise<BadLink> {
  const traffic = { toServer: 0, toClient: 0 };
  let struck = false;
  let gone = false;

  const connected = (client: Socket, upstream: Socket): void => {
    const muted = new Set<Direction>();
    const pass = async (direction: Direction, target: Socket, bytes: Buffer): Promise<void> => {
      const { fault } = link;
      const begin = traffic[direction];
      traffic[direction] += bytes.length;
      if (gone || muted.has(direction)) return;
      if (!fault || fault.direction !== direction || traffic[direction] <= fault.after)
        return write(target, bytes, undefined);
      const split = Math.max(0, fault.after - begin);
      const first = !struck;
      struck = true;
      if (fault.kind === 'delay' || fault.kind === 'throttle') {
        await write(target, bytes.subarray(0, split), undefined);
        return write(target, bytes.subarray(split), fault.kind);
      }
      // The rest strikes once; what it does to a connection lasts.
      if (!first) return write(target, bytes, undefined);
      if (fault.kind === 'swallow') gone = true;
      if (fault.kind === 'mute') muted.add(direction);
      await write(target, bytes.subarray(0, split), undefined);
      if (fault.kind === 'drop') return write(target, bytes.subarray(split + DROPPED), undefined);
      if (fault.kind === 'reset') for (const socket of [client, upstream]) socket.resetAndDestroy();
      if (fault.kind === 'close') for (const socket of [client, upstream]) socket.destroy();
      if (fault.kind === 'half-close') target.end();
    };
    for (const [direction, from, target] of [
      ['toServer', client, upstream],
      ['toClient', upstream, client],
    ] as const) {
      let passing = Promise.resolve();
      from.on('data', (bytes: Buffer) => (passing = passing.then(() => pass(direction, target, bytes))));
      from.on('end', () => (passing = passing.then(() => void (gone || target.end()))));
    }
  };
  const { url, leadTo, end, close } = await openRelay(serverUrl, connected, { allowHalfOpen: true });
  const link = {
    url,
    traffic,
    fault: undefined as LinkFault | undefined,
    get struck() {
      return struck;
    },
    heal: () => {
      // Their goodbyes were swallowed, too.
      if (gone) end();
      link.fault = undefined;
      struck = gone = false;
      traffic.toServer = traffic.toClient = 0;
    },
    leadTo: (other: string) => {
      leadTo(other);
      end();
    },
    close,
  };
  return link;
}
