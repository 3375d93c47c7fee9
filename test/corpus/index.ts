import type { EntitySet } from './entity-set';
import { combinationSets } from './sets/combination.sets';
import { commerceSets } from './sets/commerce.sets';
import { constraintSets } from './sets/constraint.sets';
import { defaultSets } from './sets/default.sets';
import { embeddedSets } from './sets/embedded.sets';
import { enumSets } from './sets/enum.sets';
import { generatedSets } from './sets/generated.sets';
import { indexSets } from './sets/index.sets';
import { inheritanceSets } from './sets/inheritance.sets';
import { institutionSets } from './sets/institution.sets';
import { junctionSets } from './sets/junction.sets';
import { mediaSets } from './sets/media.sets';
import { namingSets } from './sets/naming.sets';
import { optionSets } from './sets/option.sets';
import { relationSets } from './sets/relation.sets';
import { schemaSets } from './sets/schema.sets';
import { syntheticSets } from './sets/synthetic.sets';
import { typeSets } from './sets/type.sets';
import { viewSets } from './sets/view.sets';

/** Every set, each with a name of its own. */
export const corpus: readonly EntitySet[] = [
  ...enumSets,
  ...generatedSets,
  ...typeSets,
  ...defaultSets,
  ...constraintSets,
  ...indexSets,
  ...relationSets,
  ...junctionSets,
  ...inheritanceSets,
  ...embeddedSets,
  ...schemaSets,
  ...viewSets,
  ...namingSets,
  ...optionSets,
  ...combinationSets,
  ...commerceSets,
  ...institutionSets,
  ...mediaSets,
  ...syntheticSets,
];
