import * as fc from 'fast-check';
import { OLD_SCHEMAS } from './old-table';

/** What stands at the name of an entity's table, or beside it, before the app's first boot. */
export const FATES = [
  'nothing',
  'same',
  'unlogged',
  'partitioned',
  'drifted',
  'case twin',
  'twin elsewhere',
  'view',
  'materialized view',
  'sequence',
  'index',
  'composite type',
  'domain',
  'renamed before',
  'its enum type',
  'its enum type with other labels',
  'its sequence',
  'its index name',
  'hidden from guests',
] as const;

export type Fate = (typeof FATES)[number];

const ENTITY_KEYS = ['increment', 'identity', 'uuid', 'text', 'composite'] as const;

export const COLUMN_KINDS = [
  'text',
  'varchar',
  'default',
  'numeric',
  'now',
  'jsonb',
  'enum',
  'enum array',
  'shared enum',
  'simple-array',
  'bytea',
  'range',
  'generated',
] as const;

/** An entity of the app. Plain data, so that it shrinks and prints. */
export interface EntityModel {
  readonly fate: Fate;
  /** The first is the default. */
  readonly schema: (typeof OLD_SCHEMAS)[number] | 'New one';
  readonly key: (typeof ENTITY_KEYS)[number];
  readonly columns: readonly {
    readonly kind: (typeof COLUMN_KINDS)[number];
    readonly nullable: boolean;
    readonly unique: boolean;
    readonly comment: boolean;
    readonly indexed: boolean;
  }[];
  /** Which of the entities it refers to, counted around; itself is one of them. */
  readonly relations: readonly {
    readonly kind: 'many-to-one' | 'one-to-one' | 'many-to-many';
    readonly to: number;
    readonly cascade: boolean;
    readonly deferrable: boolean;
  }[];
  readonly tree: boolean;
  readonly check: boolean;
}

export interface ViewModel {
  readonly fate: 'nothing' | 'same' | 'table';
  readonly materialized: boolean;
  /** Which of the entities it counts, counted around. */
  readonly over: number;
}

export const entityModel: fc.Arbitrary<EntityModel> = fc.record({
  fate: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fate>('nothing') },
    { weight: 3, arbitrary: fc.constantFrom<Fate[]>('same', 'partitioned', 'case twin', 'its sequence') },
    { weight: 2, arbitrary: fc.constantFrom(...FATES) },
  ),
  schema: fc.constantFrom(...OLD_SCHEMAS, 'New one' as const),
  key: fc.constantFrom(...ENTITY_KEYS),
  columns: fc.array(
    fc.record({
      kind: fc.constantFrom(...COLUMN_KINDS),
      nullable: fc.boolean(),
      unique: fc.boolean(),
      comment: fc.boolean(),
      indexed: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  relations: fc.array(
    fc.record({
      kind: fc.constantFrom('many-to-one' as const, 'one-to-one' as const, 'many-to-many' as const),
      to: fc.nat(4),
      cascade: fc.boolean(),
      deferrable: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  tree: fc.boolean(),
  check: fc.boolean(),
});

export const viewModel: fc.Arbitrary<ViewModel> = fc.record({
  fate: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('nothing' as const, 'same' as const) },
    { weight: 1, arbitrary: fc.constant('table' as const) },
  ),
  materialized: fc.boolean(),
  over: fc.nat(4),
});
