/**
 * The tables that every contestant makes: 8 to 12 columns with a uuid key, an enum, jsonb and timestamps, a foreign key
 * to the table before, indexes, and for each ten tables one junction. Plain data; each peer turns it into its own words.
 */
export type ColumnType =
  'uuid' | 'text' | 'varchar' | 'integer' | 'numeric' | 'boolean' | 'enum' | 'jsonb' | 'timestamptz';

export interface BenchColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly indexed: boolean;
}

export interface BenchTable {
  readonly name: string;
  /** Beside the key `id` (uuid). */
  readonly columns: readonly BenchColumn[];
  /** The table that `parent_id` refers to. */
  readonly parent: string | null;
}

/** A table of two foreign keys, which together are its key. */
export interface BenchJunction {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

export interface BenchModel {
  readonly tables: readonly BenchTable[];
  readonly junctions: readonly BenchJunction[];
}

export const LABELS = ['draft', 'active', 'closed'] as const;

const columns = (
  ...facts: readonly [name: string, type: ColumnType, nullable: boolean, unique: boolean, indexed: boolean][]
): BenchColumn[] => facts.map(([name, type, nullable, unique, indexed]) => ({ name, type, nullable, unique, indexed }));

const ALWAYS = columns(
  ['name', 'varchar', false, true, false],
  ['status', 'enum', false, false, true],
  ['facts', 'jsonb', true, false, false],
  ['amount', 'numeric', false, false, false],
  ['created_at', 'timestamptz', false, false, true],
  ['updated_at', 'timestamptz', false, false, false],
);

const SOME = columns(
  ['note', 'text', true, false, false],
  ['rank', 'integer', true, false, false],
  ['is_public', 'boolean', false, false, false],
  ['code', 'varchar', true, false, true],
);

const TABLES_PER_JUNCTION = 10;

/** @param count how many tables in all, the junctions among them */
export function benchModel(count: number): BenchModel {
  const junctions = Math.floor(count / (TABLES_PER_JUNCTION + 1));
  const names = Array.from({ length: count - junctions }, (_, n) => `bench_${n}`);
  return {
    tables: names.map((name, n) => ({
      name,
      columns: [...ALWAYS, ...SOME.slice(0, n % (SOME.length + 1))],
      parent: n === 0 ? null : names[n - 1]!,
    })),
    junctions: Array.from({ length: junctions }, (_, n) => ({
      name: `bench_link_${n}`,
      left: names[n * TABLES_PER_JUNCTION]!,
      right: names[n * TABLES_PER_JUNCTION + 1]!,
    })),
  };
}
