import type { EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { AfterQueryEvent } from 'typeorm/subscriber/event/QueryEvent.js';

/** A statement as a migration sent it. */
export interface SentStatement {
  readonly query: string;
  readonly parameters: readonly unknown[];
}

/**
 * Tells of each statement that went through the runner and succeeded while `work` ran, and waits for the answer before
 * the next one. The session's own messages do not go through it.
 */
export async function watchStatements<Result>(
  runner: QueryRunner,
  onStatement: (statement: SentStatement) => void | Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  const { subscribers } = runner.dataSource;
  const watcher: EntitySubscriberInterface = {
    afterQuery: ({ queryRunner, query, parameters, success }: AfterQueryEvent) => {
      if (queryRunner !== runner || !success) return undefined;
      return onStatement({ query, parameters: Array.isArray(parameters) ? parameters : [] });
    },
  };
  subscribers.push(watcher);
  try {
    return await work();
  } finally {
    subscribers.splice(subscribers.indexOf(watcher), 1);
  }
}
