/** What Node tells of a server that can not listen. */
interface Listening {
  readonly code?: string;
  readonly port?: number;
  readonly address?: string;
  /** In place of the address, where it has none. */
  readonly hostname?: string;
}

const HIGHEST_PORT = 65_535;

/** What Node threw while the app was to listen, with what to do about PORT or LISTEN_HOST. */
export function listenFailure(error: unknown): unknown {
  const { code, port = 0, address, hostname } = error as Listening;
  if (code === 'EADDRINUSE') {
    const other = port < HIGHEST_PORT ? port + 1 : port - 1;
    return new Error(
      `Port ${port} is in use by another process.\n` +
        `  -> Stop it, or choose another port: PORT=${other} npm run dev`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Error(
      `${address ?? hostname} is no address of this machine.\n` +
        '  -> Correct LISTEN_HOST: 127.0.0.1 for this machine only, 0.0.0.0 for all of its addresses',
    );
  }
  if (code === 'EACCES')
    return new Error(`Port ${port} may not be used by this user.\n  -> Choose one above 1023: PORT=3000`);
  return error;
}

/** One clear text for a start that failed, and the exit code that goes with it: 2 for a wrong configuration, else 1. */
export function describeStartFailure(error: unknown): { message: string; exitCode: number } {
  const { message = String(error), exitCode = 1 } = (error ?? {}) as { message?: string; exitCode?: number };
  return { message, exitCode };
}
