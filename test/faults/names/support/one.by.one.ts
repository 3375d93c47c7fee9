import { Query, type Client } from 'pg';

/** Runs one statement by the extended protocol, which refuses more than one (42601), and less. */
const runAlone = (client: Client, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const query = new Query({ text, queryMode: 'extended' } as never, [], (error?: Error) =>
      error ? reject(error) : resolve(),
    );
    client.query(query as never);
  });

/**
 * Runs each statement of a plan by itself, and rolls all of it back: what is one statement in the plan is one on the
 * server.
 * @throws Error that shows a statement which is not
 */
export async function expectOneByOne(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) {
      await runAlone(client, statement).catch((cause: Error) => {
        throw new Error(`Not one statement on the server: ${statement}\n${cause.message}`, { cause });
      });
    }
  } finally {
    await client.query('ROLLBACK');
  }
}
