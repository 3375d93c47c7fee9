import type { CatalogSequence } from '../interfaces/catalog-snapshot.interface';

/** As CREATE SEQUENCE and ALTER SEQUENCE take them. */
export const sequenceParameters = (sequence: CatalogSequence): string =>
  [
    `AS ${sequence.type}`,
    `INCREMENT ${sequence.increment}`,
    `MINVALUE ${sequence.minimum}`,
    `MAXVALUE ${sequence.maximum}`,
    `START ${sequence.start}`,
    `CACHE ${sequence.cache}`,
    sequence.cycle ? 'CYCLE' : 'NO CYCLE',
  ].join(' ');
