import { Client } from 'pg';

/**
 * What this process sends to PostgreSQL while `work` runs, one entry a message, whoever sends it: pg's client is
 * watched, not replaced.
 */
export async function messagesOf(work: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = [];
  const send = jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...sent: unknown[]) {
    const [query] = sent as [string | { text: string }];
    messages.push(typeof query === 'string' ? query : query.text);
    return original.apply(this, sent as never);
  } as never);
  try {
    await work();
  } finally {
    send.mockRestore();
  }
  return messages;
}

const original = Client.prototype.query;
