/** A bare name leads where the search_path does. */
export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

/** What can hold rows or values. */
export type Holding =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'column'; readonly table: TableName; readonly column: string }
  | { readonly kind: 'schema'; readonly schema: string };

/** The same thing before and after a statement calls it otherwise; both are of one kind. */
export interface Move {
  readonly before: Holding;
  readonly now: Holding;
}

/** As far as their texts tell: a bare name may lead to any schema. */
const mayBe = (one: TableName, other: TableName): boolean =>
  one.name === other.name && (one.schema === null || other.schema === null || one.schema === other.schema);

/** How it was called before the move; undefined where that is not about it. */
function undo(holding: Holding, { before, now }: Move): Holding | undefined {
  if (now.kind === 'schema' && before.kind === 'schema') {
    if (holding.kind === 'schema') return holding.schema === now.schema ? before : undefined;
    return holding.table.schema === now.schema
      ? { ...holding, table: { ...holding.table, schema: before.schema } }
      : undefined;
  }
  if (now.kind === 'table' && before.kind === 'table') {
    if (holding.kind === 'schema') return holding.schema === now.table.schema ? before : undefined;
    return mayBe(holding.table, now.table) ? { ...holding, table: before.table } : undefined;
  }
  if (now.kind !== 'column' || holding.kind !== 'column') return undefined;
  return mayBe(holding.table, now.table) && holding.column === now.column ? before : undefined;
}

/**
 * All that it may have been called before the moves, also on the way.
 * @param moves in their order
 */
export const formerly = (holding: Holding, moves: readonly Move[]): Holding[] =>
  moves.flatMap((move, index) => {
    const former = undo(holding, move);
    return former ? [former, ...formerly(former, moves.slice(0, index))] : [];
  });
