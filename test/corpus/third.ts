import { corpus } from '.';
import { seedFrom } from '../support/seed';

const turn = seedFrom('CORPUS_SEED') % 3;

/** A third of the corpus each time, another one by chance; all of it with CORPUS=all, by which a failing set is repeated. */
export const thirdOfCorpus = corpus.filter((_, index) => process.env.CORPUS === 'all' || index % 3 === turn);
