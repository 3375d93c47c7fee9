/** As a POSIX shell wants it. */
export const shellWord = (text: string): string =>
  /^[\w.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
