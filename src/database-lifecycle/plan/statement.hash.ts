import { createHash } from 'node:crypto';

/** Tells two plans apart: the SHA-256 of their statements, in hexadecimal. */
export const statementHash = (statements: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(statements)).digest('hex');
