import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
  /** Whether the connection had carried a request before. */
  readonly reused: boolean;
}

/** A client with one connection, which it keeps between its requests. */
export class LastingClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly address: string) {}

  /** Rejects with the error of the socket, whose `reused` tells whether the connection had been accepted before. */
  async get(path: string): Promise<Answer> {
    const call = request(`${this.address}${path}`, { agent: this.agent });
    call.end();
    try {
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return { status: response.statusCode!, connection: response.headers.connection, reused: call.reusedSocket };
    } catch (error) {
      throw Object.assign(error as Error, { reused: call.reusedSocket });
    }
  }

  close(): void {
    this.agent.destroy();
  }
}
