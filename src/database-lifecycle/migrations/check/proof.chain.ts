import { createHash } from 'node:crypto';
import type { SentStatement } from '../statement.watcher';

/** What one migration did. */
export interface ProofStep {
  readonly name: string;
  /** Its own choice of a transaction, or the mode. */
  readonly transaction: boolean | string;
  readonly up: readonly SentStatement[];
  readonly down: readonly SentStatement[];
}

/** The keys of migrations that were proven, each with its name, in running order. */
export type Proof = readonly (readonly [name: string, key: string])[];

/** node-postgres sends a bigint, which JSON does not know. */
const toJson = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/**
 * A key for each migration: the hash of all that it and those before it sent, up and down and with their reads, and of
 * the ground that they ran on. Where a key is the same, the same happened to the same.
 * @param ground all else that decides the result: the server and its settings, and how it is looked at
 */
export function proofChain(ground: readonly unknown[], steps: readonly ProofStep[]): Proof {
  let key = JSON.stringify(ground);
  return steps.map((step): readonly [string, string] => {
    key = createHash('sha256')
      .update(JSON.stringify([key, step], toJson))
      .digest('hex');
    return [step.name, key];
  });
}

/** How many items two lists have in common from the start. */
export function commonLength(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((item, index) => item !== other[index]);
  return end < 0 ? one.length : end;
}
