import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What one client after the other sent to the server, seen on the wire: whoever sent it, by whatever way. */
export interface Wire {
  /** Leads to the same database through the wire. */
  readonly url: string;
  /** SQL of each message, in order: of Query and of Parse. */
  readonly messages: readonly string[];
  /** How often a client waited for an answer: once a Query or Sync. */
  readonly roundTrips: number;
  close(): Promise<void>;
}

const LENGTH_BYTES = 4;
const cString = (bytes: Buffer, start: number): string => bytes.toString('utf8', start, bytes.indexOf(0, start));

/** Cuts a client's bytes into messages, https://www.postgresql.org/docs/current/protocol-message-formats.html */
function reader(onMessage: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  // The startup message is the only one without a type.
  let typeBytes = 0;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typeBytes + LENGTH_BYTES) {
      const end = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < end) return;
      if (typeBytes > 0) onMessage(rest.toString('latin1', 0, 1), rest.subarray(1 + LENGTH_BYTES, end));
      rest = rest.subarray(end);
      typeBytes = 1;
    }
  };
}

/** Puts a proxy in front of the server of `url`. Without TLS, so that there is something to read. */
export async function tapWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let roundTrips = 0;
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port || 5432) });
    const read = reader((type, body) => {
      if (type === 'Q') messages.push(cString(body, 0));
      if (type === 'P') messages.push(cString(body, body.indexOf(0) + 1));
      if (type === 'Q' || type === 'S') roundTrips += 1;
    });
    client.on('data', read);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tapped = new URL(url);
  tapped.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: tapped.href,
    messages,
    get roundTrips() {
      return roundTrips;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
