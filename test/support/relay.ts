import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on which both ends of each connection are in the hands of a test. */
export interface Relay {
  /** The address to connect to instead of the server's. */
  readonly url: string;
  /** Leads new connections elsewhere. */
  leadTo(serverUrl: string): void;
  /** Ends the connections that there are. */
  end(): void;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and connects each client to the server of `serverUrl`, without TLS. When one end is closed, so is
 * the other.
 * @param onConnection passes on what comes in
 */
export async function openRelay(
  serverUrl: string,
  onConnection: (client: Socket, server: Socket) => void,
  { allowHalfOpen = false } = {},
): Promise<Relay> {
  let target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const listener = createServer({ allowHalfOpen }, (client) => {
    const server = connect({ port: Number(target.port || 5432), host: target.hostname, allowHalfOpen });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
    }
    onConnection(client, server);
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  // A test that fails before close() must not keep the run from ending.
  listener.unref();
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  const end = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    leadTo: (other) => void (target = new URL(other)),
    end,
    close: async () => {
      end();
      listener.close();
      await once(listener, 'close');
    },
  };
}
