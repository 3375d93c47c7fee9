/** What Node tells of a server that can not listen. */
interface Listening {
  readonly port?: number;
  readonly address?: string;
  /** In place of the address, where it has none. */
  readonly hostname?: string;
  readonly exitCode?: number;
}

/** One clear text for a start that failed, and the exit code that goes with it: 2 for a wrong configuration, else 1. */
export function describeStartFailure(error: unknown): { message: string; exitCode: number } {
  const { code, port, address, hostname, message, exitCode } = error as NodeJS.ErrnoException & Listening;
  if (code === 'EADDRINUSE') {
    return {
      message:
        `Port ${port} is in use by another process.\n` +
        `  -> Stop it, or choose another port: PORT=${(port ?? 3000) + 1} npm run dev`,
      exitCode: 1,
    };
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return {
      message:
        `${address ?? hostname} is no address of this machine.\n` +
        '  -> Correct LISTEN_HOST: 127.0.0.1 for this machine only, 0.0.0.0 for all of its addresses',
      exitCode: 1,
    };
  }
  if (code === 'EACCES' && port !== undefined) {
    return {
      message: `Port ${port} may not be used by this user.\n  -> Choose one above 1023: PORT=3000`,
      exitCode: 1,
    };
  }
  return { message: message ?? String(error), exitCode: exitCode ?? 1 };
}
