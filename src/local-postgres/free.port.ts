import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The port that the file remembers, if it is free, else any free one. */
export async function freePort(file: string): Promise<number> {
  const remembered = read(file);
  if (remembered) {
    const port = await tryListen(remembered);
    if (port) return port;
  }
  return (await tryListen(0)) as number;
}

function read(file: string): number {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

async function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });
}
