import type { TrashConstraint, TrashManifest } from '../interfaces/trash.interface';
import { unfitRowsQuery } from './unfit-rows.query';

const manifest = { places: [{ home: 'public', trash: 'trash_1' }] } as unknown as TrashManifest;
const queryFor = (definition: string): string | null =>
  unfitRowsQuery({ schema: 'public', table: 'pets', name: 'key', definition } as TrashConstraint, manifest);

describe('the query for rows that a key does not fit', () => {
  it.each([
    [
      'FOREIGN KEY (owner_id) REFERENCES public.owners(id) ON DELETE CASCADE',
      'SELECT c.* FROM "public"."pets" c WHERE c."owner_id" IS NOT NULL AND NOT EXISTS (SELECT FROM "trash_1"."owners" p WHERE p."id" = c."owner_id");',
    ],
    [
      'FOREIGN KEY ("a""b", period) REFERENCES other."x.y"(c, d)',
      'SELECT c.* FROM "public"."pets" c WHERE c."a""b" IS NOT NULL AND c."period" IS NOT NULL AND NOT EXISTS (SELECT FROM "other"."x.y" p WHERE p."c" = c."a""b" AND p."d" = c."period");',
    ],
  ])('%s', (definition, query) => {
    expect(queryFor(definition)).toBe(query);
  });

  it.each([
    ['of periods', 'FOREIGN KEY (a, PERIOD b) REFERENCES public.t(c, PERIOD d)'],
    ['to a name without a schema', 'FOREIGN KEY (a) REFERENCES t(b)'],
    ['to a name of three parts', 'FOREIGN KEY (a) REFERENCES x.s.t(b)'],
    ['of more columns than it refers to', 'FOREIGN KEY (a, b) REFERENCES s.t(c)'],
    ['without columns to refer to', 'FOREIGN KEY (a) REFERENCES s.t'],
    ['that is none', 'CHECK ((a > 0))'],
    ['that breaks off', 'FOREIGN KEY (a'],
  ])('a manifest may hold anything: a key %s has none', (_what, definition) => {
    expect(queryFor(definition)).toBeNull();
  });
});
