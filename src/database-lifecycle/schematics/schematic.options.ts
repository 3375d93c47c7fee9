import type { GivenFields } from './fields/given.fields';

/** What Nest's CLI hands to each schematic. */
export interface SchematicOptions extends GivenFields {
  readonly flat?: boolean;
  readonly spec?: boolean;
  readonly specFileSuffix?: string;
  readonly skipImport?: boolean;
}
