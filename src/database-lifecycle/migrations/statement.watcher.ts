import type { EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { AfterQueryEvent, BeforeQueryEvent } from 'typeorm/subscriber/event/QueryEvent.js';

/** A statement as a migration sent it. */
export interface SentStatement {
  readonly query: string;
  readonly parameters: readonly unknown[];
}

/** Told of a statement; the statement, or the one after it, waits for the answer. */
export type OnStatement = (statement: SentStatement) => void | Promise<void>;

/** Told of a statement before it is sent, and after it succeeded or failed. */
export interface StatementWatch {
  readonly before?: OnStatement;
  readonly after: OnStatement;
  readonly failed?: OnStatement;
}

const sent = ({ query, parameters }: BeforeQueryEvent): SentStatement => ({
  query,
  parameters: Array.isArray(parameters) ? parameters : [],
});

/**
 * Tells of each statement that went through the runner and succeeded while `work` ran, and waits for the answer before
 * the next one. The session's own messages do not go through it.
 * @param watch what to do after each, or also before it and when it failed
 */
export async function watchStatements<Result>(
  runner: QueryRunner,
  watch: OnStatement | StatementWatch,
  work: () => Promise<Result>,
): Promise<Result> {
  const { before, after, failed }: StatementWatch = typeof watch === 'function' ? { after: watch } : watch;
  const { subscribers } = runner.dataSource;
  const watcher: EntitySubscriberInterface = {
    beforeQuery: (event: BeforeQueryEvent) => (event.queryRunner === runner ? before?.(sent(event)) : undefined),
    afterQuery: (event: AfterQueryEvent) => {
      if (event.queryRunner !== runner) return undefined;
      return (event.success ? after : failed)?.(sent(event));
    },
  };
  subscribers.push(watcher);
  try {
    return await work();
  } finally {
    subscribers.splice(subscribers.indexOf(watcher), 1);
  }
}
