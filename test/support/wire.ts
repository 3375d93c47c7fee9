import { openRelay } from './relay';

/** A message of a client, https://www.postgresql.org/docs/current/protocol-message-formats.html */
export interface FrontendMessage {
  /** `startup`, or the type byte: `Q` a simple query, `P` Parse, `B` Bind, `E` Execute, `S` Sync, `X` Terminate… */
  readonly type: string;
  /** The SQL of a `Q` or `P`. */
  readonly sql?: string;
}

/** A wiretap between client and server; it shows what was really sent. */
export interface Wire {
  /** The address to connect to instead of the server's. */
  readonly url: string;
  /** All messages of all clients so far, in order. */
  readonly messages: FrontendMessage[];
  /** ErrorResponse messages of the server: fields by their codes, e.g. `C` the SQLSTATE, `M` the message. */
  readonly errors: Record<string, string>[];
  /** How often a client waited for the server after the start-up: each `Q`, and each `S` of the extended protocol. */
  roundTrips(): number;
  /** The SQL of all `Q` and `P` messages. */
  sql(): string[];
  close(): Promise<void>;
}

/** Awaited before a message is passed on: a test can do something at exactly that point. */
export type BeforeMessage = (message: FrontendMessage, position: number) => Promise<void> | void;

const TYPE_AND_LENGTH = 5;
/** SSLRequest and CancelRequest carry these instead of a protocol version. */
const SPECIAL_REQUESTS = new Set([80877103, 80877102, 80877104]);

/** Cuts a byte stream into protocol messages; the client's first ones have no type byte. */
function messageReader(hasStartup: boolean): (chunk: Buffer) => { type: string; body: Buffer; bytes: Buffer }[] {
  let pending: Buffer = Buffer.alloc(0);
  let started = !hasStartup;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const messages: { type: string; body: Buffer; bytes: Buffer }[] = [];
    for (;;) {
      const head = started ? TYPE_AND_LENGTH : TYPE_AND_LENGTH - 1;
      if (pending.length < head) return messages;
      const length = pending.readInt32BE(head - 4) + head - 4;
      if (pending.length < length) return messages;
      const bytes = pending.subarray(0, length);
      pending = pending.subarray(length);
      const type = started ? String.fromCharCode(bytes[0]!) : 'startup';
      if (!started) started = !SPECIAL_REQUESTS.has(bytes.readInt32BE(4));
      messages.push({ type, body: bytes.subarray(head), bytes });
    }
  };
}

const strings = (body: Buffer): string[] => body.toString('utf8').split('\0');

function describe(type: string, body: Buffer): FrontendMessage {
  if (type === 'Q') return { type, sql: strings(body)[0] };
  if (type === 'P') return { type, sql: strings(body)[1] };
  return { type };
}

const errorFields = (body: Buffer): Record<string, string> =>
  Object.fromEntries(
    strings(body)
      .filter(Boolean)
      .map((field) => [field[0]!, field.slice(1)]),
  );

/** Listens on 127.0.0.1 and passes everything on to the server of `serverUrl`, without TLS. */
export async function tapWire(serverUrl: string, beforeMessage: BeforeMessage = () => undefined): Promise<Wire> {
  const messages: FrontendMessage[] = [];
  const errors: Record<string, string>[] = [];
  const { url, close } = await openRelay(serverUrl, (client, server) => {
    const readClient = messageReader(true);
    const passOn = async (
      behind: Promise<void>,
      message: FrontendMessage,
      position: number,
      bytes: Buffer,
    ): Promise<void> => {
      await behind;
      await beforeMessage(message, position);
      if (!server.destroyed) server.write(bytes);
    };
    let passing = Promise.resolve();
    client.on('data', (chunk: Buffer) => {
      for (const { type, body, bytes } of readClient(chunk)) {
        const message = describe(type, body);
        const position = messages.push(message) - 1;
        passing = passOn(passing, message, position, bytes);
      }
    });
    const readServer = messageReader(false);
    server.on('data', (chunk: Buffer) => {
      for (const { type, body } of readServer(chunk)) if (type === 'E') errors.push(errorFields(body));
      client.write(chunk);
    });
  });
  return {
    url,
    messages,
    errors,
    roundTrips: () => messages.filter(({ type }) => type === 'Q' || type === 'S').length,
    sql: () => messages.flatMap(({ sql }) => (sql === undefined ? [] : [sql])),
    close,
  };
}
