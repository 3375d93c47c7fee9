/**
 * What can not be part of a statement, as it names what may not exist, or is not worth planning where it is seldom asked,
 * is run by query_to_xml() when its turn comes. The answer goes through hexadecimal, so that XML has nothing to escape.
 */

/** What {@link answerOf} can run: a query for one json value. */
export const runnable = (query: string): string => `SELECT encode(convert_to((${query})::text, 'UTF8'), 'hex') AS k`;

/** @param statement an expression of type text, of a {@link runnable} query; the answer is of type json, and may be null */
export const answerOf = (statement: string): string =>
  `convert_from(decode(nullif(split_part(split_part(
    query_to_xml(${statement}, false, true, '')::text, '<k>', 2), '</k>', 1), ''), 'hex'), 'UTF8')::json`;
