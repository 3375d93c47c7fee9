import { changes } from './changes';
import { Lab } from './lab';

import { storyOf, tryOut } from './trial';

describe('migration:generate on a table with rows', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open();
  });

  afterAll(() => lab?.close());

  it('is tried with at least sixty changes, each with a name of its own', () => {
    expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length);
    expect(changes.length).toBeGreaterThanOrEqual(60);
  });

  it.each(changes.map((change) => [change.name, change] as const))('%s', async (_name, change) => {
    const trial = await tryOut(lab, [change]);
    if (trial.faults.length > 0) throw new Error(storyOf(trial));
  });
});
