import type { CatalogConstraint, CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import { namesInParenthesis } from '../sql/sql.mentions';

const LONGEST = 60;

const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/** E.g. `AddPetsByNameConcurrently`, as names of indexes are mostly hashes. Letters and digits only. */
export const suffixOf = (verb: 'Add' | 'Drop', { table, definition }: CatalogConstraint | CatalogIndex): string =>
  `${`${verb}${pascal(table)}By${namesInParenthesis(definition).map(pascal).join('And')}`.slice(0, LONGEST)}Concurrently`;
