import { corpus } from '../corpus';
import { shuffled, seededRandom } from '../corpus/random';
import { useEmptiedDatabase } from '../support/emptied-database';
import type { Dependent } from './support/dependents';
import { rounds } from './support/rounds';
import { describeTrial, runTrial, trialOf, type Trial } from './support/trial';
import { seedFrom } from '../support/seed';

const seed = seedFrom('RESET_SEED');
/** How many runs; each set of the corpus once with 98. */
const count = rounds(45);

/** Sets in an order that chance decides, again and again. */
const sets = Array.from({ length: Math.ceil(count / corpus.length) }, (_, turn) =>
  shuffled(corpus, seededRandom(`${seed} ${turn}`)),
)
  .flat()
  .slice(0, count);

type Failure = Error & { readonly hung?: readonly Dependent[] };

describe(`reset, then restore: all is as it was (RESET_SEED=${seed} RESET_ROUNDS=${count})`, () => {
  const database = useEmptiedDatabase();
  const attempt = (trial: Trial): Promise<Failure | null> =>
    runTrial(database.client, database.url, trial).then(
      () => null,
      (error: Failure) => error,
    );

  /** The same run with less of everything, as far as it still fails. */
  async function smallest(trial: Trial, failure: Failure): Promise<{ trial: Trial; failure: Failure }> {
    const all = trial.only ?? (failure.hung ?? []).map((_, index) => index);
    const simpler: Partial<Trial>[] = [
      ...(trial.resets > 1 ? [{ resets: 1 }] : []),
      ...(trial.back ? [{ back: false }] : []),
      ...(trial.used ? [{ used: false }] : []),
      ...(trial.rows > 0 ? [{ rows: 0 }] : []),
      ...all.map((index) => ({ only: all.filter((other) => other !== index) })),
    ];
    for (const change of simpler) {
      await database.empty();
      const simple = { ...trial, ...change };
      const again = await attempt(simple);
      if (again) return smallest(simple, again);
    }
    return { trial, failure };
  }

  it.each(sets.map((set, round) => [round, set.name, set] as const))('run %i: %s', async (round, _, set) => {
    const trial = trialOf(set, `${seed} ${round}`);
    const failure = await attempt(trial);
    if (failure === null) return;
    const least = await smallest(trial, failure);
    throw new Error(
      `${least.failure.message}\nThe smallest case: ${describeTrial({ ...least.trial, hung: least.failure.hung })}`,
      { cause: least.failure },
    );
  });
});
