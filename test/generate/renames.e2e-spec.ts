import { changes } from './changes';
import { outcomeOf } from './kept.rows';
import { dataSourceOf, Lab, type EntitySide } from './lab';
import { modelAfter } from './pairing';
import type { Change } from './change';
import { draftOf, renamesOf } from './trial';

const renaming = changes.filter(({ renames }) => renames !== undefined).map((change) => [change.name, change] as const);

describe('what may be a rename', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open();
  });

  afterAll(() => lab?.close());

  async function wantedBy(change: Change): Promise<EntitySide> {
    const dataSource = await dataSourceOf(modelAfter([change])!, lab.bench.url);
    try {
      return await lab.madeBy(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  it.each(renaming)('is asked, and drafts nothing: %s', async (_name, change) => {
    const { questions, parts } = draftOf(lab, await wantedBy(change));
    expect(questions.flatMap(({ renames }) => renames)).toContainEqual(renamesOf(outcomeOf([change]))[0]);
    expect(parts).toEqual([]);
  });

  it.each(renaming)('loses what is there when the answer is no: %s', async (_name, change) => {
    const { questions, losses } = draftOf(lab, await wantedBy(change), []);
    expect(questions).toEqual([]);
    expect(losses.map(({ path }) => path)).toContain(Object.keys(change.renames!)[0]);
  });

  it.each(changes.filter(({ renames, loses }) => !renames && !loses).map((change) => [change.name, change] as const))(
    'is not asked where nothing goes: %s',
    async (_name, change) => {
      expect(draftOf(lab, await wantedBy(change)).questions).toEqual([]);
    },
  );
});
