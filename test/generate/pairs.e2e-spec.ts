import { seededRandom, shuffled } from '../corpus/random';
import { changes } from './changes';
import { Lab } from './lab';
import { goTogether, nameOf, pairsOf } from './pairing';
import { storyOf, tryOut } from './trial';
import { seedFrom } from '../support/seed';

const seed = String(seedFrom('PAIRS_SEED'));

/** `all`, or `1/4` for every fourth one, so that several processes can share them. Default: a sample. */
const { PAIRS } = process.env;
const SAMPLE = 60;
/** Of all pairs, TypeORM is asked about every so manyth: it reads what is compared already. */
const ASKED = PAIRS === undefined ? 1 : 10;

function* first<Item>(count: number, items: Iterable<Item>, fits: (item: Item) => boolean): Generator<Item> {
  let found = 0;
  for (const item of items) {
    if (found === count) return;
    if (!fits(item)) continue;
    found += 1;
    yield item;
  }
}

function chosen(): ReturnType<typeof pairsOf> {
  if (PAIRS === undefined) return [...first(SAMPLE, shuffled(pairsOf(changes), seededRandom(seed)), goTogether)];
  const [share, shares] = PAIRS === 'all' ? [1, 1] : (PAIRS.split('/').map(Number) as [number, number]);
  return pairsOf(changes).filter((pair, index) => index % shares === share - 1 && goTogether(pair));
}

describe(`two changes at once keep the rows (${PAIRS === undefined ? `PAIRS_SEED=${seed}` : `PAIRS=${PAIRS}`})`, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open();
  });

  afterAll(() => lab?.close());

  it.each(chosen().map((pair, index) => [nameOf(pair), pair, index] as const))('%s', async (_names, pair, index) => {
    const trial = await tryOut(lab, pair, { quick: true, asksTypeOrm: index % ASKED === 0 });
    if (trial.faults.length > 0) throw new Error(storyOf(trial));
  });
});

describe('pairs that are left out', () => {
  it('are few: those about the very same thing', () => {
    const apart = pairsOf(changes).filter((pair) => !goTogether(pair));
    expect(apart.length / pairsOf(changes).length).toBeLessThan(0.01);
  });
});
