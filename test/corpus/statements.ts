import { escapeLiteral } from 'pg';
import { JOURNAL, type SentStatement } from './reference';

const inlined = ({ sql, parameters }: SentStatement): string =>
  sql.replace(/\$(\d+)/g, (reference, position: string) => {
    const value = parameters[Number(position) - 1];
    if (parameters.length === 0) return reference;
    return value === null || value === undefined ? 'NULL' : escapeLiteral(String(value));
  });

/**
 * What `synchronize()` sent, in the form that the lifecycle sends it: parameters filled in, indexes of new tables not
 * built concurrently, the name of the database `database` in place of the reference's own.
 */
export function expectedText(sent: readonly SentStatement[], from: string, database: string): string[] {
  return sent.map((statement) =>
    inlined(statement)
      .replace(/^(CREATE (?:UNIQUE )?INDEX) CONCURRENTLY/, '$1')
      .replaceAll(`'${from}'`, `'${database}'`)
      .trim(),
  );
}

/** What the lifecycle sent, without the schemas and extensions that it makes first and without its own journal. */
export function sentText(statements: readonly string[]): string[] {
  const first = statements.findIndex((sql) => !/^CREATE (SCHEMA|EXTENSION)\b/.test(sql));
  return statements.slice(first).filter((sql) => !sql.includes(`"${JOURNAL}"`));
}

/** The statements with the views, and what comes behind the first of them, in an order that does not depend on theirs. */
export function withViewsSorted(statements: readonly string[]): string[] {
  const first = statements.findIndex((sql) => /^CREATE (MATERIALIZED )?VIEW /.test(sql));
  return [...statements.slice(0, first), ...statements.slice(first).toSorted()];
}
