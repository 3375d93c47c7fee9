import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CustomHelpers } from 'joi';
import { printable } from '../database-lifecycle';

/** What is wrong with a file of certificates; undefined when nothing is. */
function faultOf(path: string): string | undefined {
  try {
    // Throws for what is no certificate.
    void new X509Certificate(readFileSync(path));
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return /^E[A-Z]+$|^ERR_INVALID_ARG/.test(code) ? `can not be read (${code})` : 'holds no certificate';
  }
}

/** A joi rule for a variable that holds the path of a file with certificates. */
export function certificateFileRule(path: string, helpers: CustomHelpers) {
  const fault = faultOf(path);
  return fault === undefined
    ? path
    : helpers.error('variable.fault', { fault: `"${printable(path)}" ${fault}, expected a file in PEM form` });
}
