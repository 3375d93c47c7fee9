import { Socket } from 'node:net';

/** A connection whose other end says that it is another machine; it leads to a server of this one. */
class SocketFarAway extends Socket {
  constructor() {
    super();
    Object.defineProperty(this, 'remoteAddress', { value: '198.51.100.7' });
  }

  override connect(...options: unknown[]): this {
    return super.connect(Number(options[0]), '127.0.0.1');
  }
}

/** Options of a DataSource with which a server of this machine seems to be another one's. */
export const ELSEWHERE = { extra: { stream: () => new SocketFarAway() } };
