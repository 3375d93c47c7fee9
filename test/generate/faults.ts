import type { CatalogSnapshot } from '../../src/database-lifecycle';
import { differenceLine } from '../../src/database-lifecycle/drift/difference.lines';
import type { MigrationDraft } from '../../src/database-lifecycle/interfaces/migration-draft.interface';
import { compareMigrated } from '../../src/database-lifecycle/migrations/expected.catalogs';
import { renamedPath, type Outcome } from './kept.rows';
import type { Side } from './lab';
import type { StoredRows } from './stored.rows';

const listed = (paths: Iterable<string>): string => [...new Set(paths)].toSorted().join(', ') || 'nothing';

function otherwise(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const [beyond, not] = [
    found.filter((path) => !expected.includes(path)),
    expected.filter((path) => !found.includes(path)),
  ];
  return beyond.length + not.length === 0 ? [] : [`the draft ${what} ${listed(beyond)} beyond, and not ${listed(not)}`];
}

const pathsOf = (parts: readonly { readonly path: string }[]): string[] => parts.map(({ path }) => path);

/** The enum of a column, as the wanted side calls it. */
function enumOf(path: string, { columns }: CatalogSnapshot): string {
  const column = columns.find(({ schema, table, name }) => `${schema}.${table}.${name}` === path);
  return column!.type.replace('[]', '');
}

/** What the draft says of losses and refusals, where it should say something else. */
export function faultsOfWords(draft: MigrationDraft, outcome: Outcome, wanted: CatalogSnapshot): string[] {
  const { losses, refusals, questions, parts } = draft;
  const after = (paths: Iterable<string>): string[] => [...paths].map((path) => renamedPath(path, outcome.renames));
  const [refused, lost, unlabelled] = [outcome.refused, [...outcome.loses, ...outcome.risks], outcome.unlabels].map(
    after,
  );
  const announced = [...lost!, ...unlabelled!.map((path) => enumOf(path, wanted))];
  return [
    ...otherwise('refuses', pathsOf(refusals), refused!),
    ...(refused!.length > 0
      ? parts.map(({ suffix }) => `the draft is refused, and has a part ${suffix} all the same`)
      : otherwise('announces the loss of', pathsOf(losses), announced)),
    ...questions.map((question) => `the draft asks what it was told: ${JSON.stringify(question)}`),
  ];
}

/** A line for each row that is not there as it should be. */
export const faultsOfRows = (expected: StoredRows, found: StoredRows): string[] =>
  Object.entries(expected).flatMap(([table, lines]) => {
    const there = found[table] ?? [];
    const lost = lines.filter((line) => !there.includes(line));
    const strange = there.filter((line) => !lines.includes(line));
    if (lost.length === 0 && strange.length === 0 && lines.length === there.length) return [];
    return [
      `rows of ${table}: lost ${lost.join(' ')}, found ${strange.join(' ')} (${lines.length} -> ${there.length})`,
    ];
  });

/** What is not as that side has it: the catalog, and the records by which TypeORM knows views and generated columns. */
export function faultsOfSide(expected: Side, snapshot: CatalogSnapshot, records: Side['records']): string[] {
  const [wanted, there] = [expected.records, records].map((side) => side.map((record) => JSON.stringify(record)));
  return [
    ...compareMigrated(expected.snapshot, snapshot).map(differenceLine),
    ...wanted!.filter((record) => !there!.includes(record)).map((record) => `no record ${record}`),
    ...there!.filter((record) => !wanted!.includes(record)).map((record) => `left the record ${record}`),
    ...there!.filter((record, index) => there!.indexOf(record) !== index).map((record) => `twice the record ${record}`),
  ];
}
