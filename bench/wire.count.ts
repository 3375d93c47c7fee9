import { tapWire } from '../test/support/wire';
import type { Contestant } from './contestants/contestant';
import type { BenchModel } from './model';

/** How often one `sync()` waits for the server, counted on the wire; the connection itself is not counted. */
export async function roundTripsOf(contestant: Contestant, url: string, model: BenchModel): Promise<number> {
  const wire = await tapWire(url);
  const opened = await contestant.open(wire.url, model);
  const before = wire.roundTrips();
  await opened.sync();
  const count = wire.roundTrips() - before;
  await opened.close();
  await wire.close();
  return count;
}
