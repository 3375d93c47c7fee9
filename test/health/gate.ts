import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A door between client and server that a test shuts, as if the server were gone, and opens again at the same address. */
export interface Gate {
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function openGate(serverUrl: string): Promise<Gate> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let listener: Server;
  let port = 0;
  const open = async () => {
    listener = createServer((client) => {
      const server = connect(Number(target.port || 5432), target.hostname);
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => [client, server].forEach((end) => end.destroy()));
      }
    });
    await once(listener.listen(port, '127.0.0.1'), 'listening');
    port = (listener.address() as AddressInfo).port;
  };
  const shut = async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    if (!listener.listening) return;
    listener.close();
    await once(listener, 'close');
  };
  await open();
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, shut, open };
}
