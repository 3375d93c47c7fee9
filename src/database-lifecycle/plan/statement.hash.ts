import { hash } from 'node:crypto';

/** Tells two plans apart: the SHA-256 of their statements, none of which holds a NUL, in hexadecimal. */
export const statementHash = (statements: readonly string[]): string => hash('sha256', statements.join('\0'));
