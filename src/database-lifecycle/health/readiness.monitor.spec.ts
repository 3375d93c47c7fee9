import type { Readiness } from '../interfaces/readiness.interface';
import { ANSWER_WITHIN_MS, ReadinessMonitor, STANDS_MS } from './readiness.monitor';
import { READY, UNREACHABLE, readinessOf } from './readiness.rules';

const BEHIND: Readiness = { ready: false, reasons: ['pending-migrations'] };

describe('the readiness monitor', () => {
  const looks: { resolve(found: Readiness): void; reject(failure: Error): void }[] = [];
  const changes: string[] = [];
  let monitor: ReadinessMonitor;
  /** One probe whose look, if it makes one, finds this. */
  const probe = async (found: Readiness | Error): Promise<Readiness> => {
    const before = looks.length;
    const answer = monitor.read();
    const look = looks[before];
    if (found instanceof Error) look?.reject(found);
    else look?.resolve(found);
    return answer;
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setTimeout', 'clearTimeout', 'setImmediate'] });
    looks.length = changes.length = 0;
    monitor = new ReadinessMonitor(
      () => {
        return new Promise((resolve, reject) => looks.push({ resolve, reject }));
      },
      ({ reasons }, failure) => changes.push(`${reasons.join()} ${failure?.message ?? ''}`.trim()),
    );
  });
  afterEach(() => jest.useRealTimers());

  it('shares one look among all who ask while it lasts', async () => {
    const answers = [monitor.read(), monitor.read(), monitor.read()];
    expect(looks).toHaveLength(1);
    looks[0]!.resolve(BEHIND);
    expect(await Promise.all(answers)).toEqual([BEHIND, BEHIND, BEHIND]);
  });

  it.each([
    ['ready', READY, STANDS_MS.ready],
    ['not ready', BEHIND, STANDS_MS.notReady],
    ['unreachable', new Error('refused'), STANDS_MS.notReady],
  ])('looks again only after a time when %s', async (_, found, stands) => {
    const first = await probe(found);
    jest.advanceTimersByTime(stands - 1);
    expect(await monitor.read()).toBe(first);
    expect(looks).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await probe(READY);
    expect(looks).toHaveLength(2);
  });

  it('answers in time when a look does not, and makes no second one beside it', async () => {
    const started = Date.now();
    const answers = await Promise.all([monitor.read(), monitor.read()]);
    expect(answers).toEqual([UNREACHABLE, UNREACHABLE]);
    expect(Date.now() - started).toBeLessThan(ANSWER_WITHIN_MS * 2);
    const again = monitor.read();
    expect(looks).toHaveLength(1);
    looks[0]!.resolve(READY);
    expect(await again).toEqual(READY);
  });

  it('tells what has changed, once', async () => {
    for (const found of [READY, BEHIND, BEHIND, new Error('refused'), new Error('again'), READY, READY]) {
      await probe(found);
      jest.advanceTimersByTime(STANDS_MS.ready);
    }
    expect(changes).toEqual(['pending-migrations', 'unreachable refused', '']);
  });

  it('looks again after a change that could not be told', async () => {
    monitor = new ReadinessMonitor(
      async () => BEHIND,
      () => {
        throw new Error('the log is full');
      },
    );
    await expect(monitor.read()).rejects.toThrow('the log is full');
    expect(await monitor.read()).toBe(BEHIND);
    jest.advanceTimersByTime(STANDS_MS.notReady);
    expect(await monitor.read()).toBe(BEHIND);
  });
});

describe('readinessOf', () => {
  it.each([
    [[], [], []],
    [['public.pets'], [], ['missing-tables']],
    [[], ['A1'], ['pending-migrations']],
    [['public.pets'], ['A1'], ['missing-tables', 'pending-migrations']],
  ])('missing %j, pending %j: %j', (missing, pending, reasons) => {
    expect(readinessOf({ missing, pending })).toEqual({ ready: reasons.length === 0, reasons });
  });
});
