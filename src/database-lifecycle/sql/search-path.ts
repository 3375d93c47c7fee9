import { foldName, toName } from './identifier';

/** Every character beyond ASCII is a letter to PostgreSQL, also what looks like a space. */
const ENTRY = /"((?:[^"]|"")*)"|[^ \t\n\r\f\v,]+/g;

/**
 * The names in a `search_path`, `$user` as it is. `current_setting()` shows it quoted where SET gave it, and as it was
 * typed where a connection's options, PGOPTIONS or postgresql.conf did.
 */
export const searchPathNames = (searchPath: string): string[] =>
  [...searchPath.matchAll(ENTRY)].map(([word, quoted]) =>
    quoted === undefined ? foldName(word) : toName(quoted.replaceAll('""', '"')),
  );
