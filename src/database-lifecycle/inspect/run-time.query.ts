/**
 * A query that names what may not exist can not be part of a larger statement, and one that is seldom needed is not
 * worth planning each time: query_to_xml() plans and runs it only when its turn comes. The answer is passed in
 * hexadecimal, so that XML has nothing to escape.
 */

/** What {@link answerOf} can run: a query for one json value. */
export const runnable = (query: string): string => `SELECT encode(convert_to((${query})::text, 'UTF8'), 'hex') AS k`;

/** @param statement an expression of type text, of a {@link runnable} query; the answer is of type json, and may be null */
export const answerOf = (statement: string): string =>
  `convert_from(decode(nullif(split_part(split_part(
    query_to_xml(${statement}, false, true, '')::text, '<k>', 2), '</k>', 1), ''), 'hex'), 'UTF8')::json`;
