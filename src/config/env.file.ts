import { readFileSync } from 'node:fs';

/** Why the `.env` of the working directory can not be read; undefined where it can, or where there is none. */
export function envFileFault(): string | undefined {
  try {
    readFileSync('.env');
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `.env: can not be read (${code}), expected a file of lines like PORT=3000`;
  }
}
