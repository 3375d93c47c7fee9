import { camelCase, kebabCase, pascalCase, snakeCase, spaced } from './letter-case';
import { plural, singular } from './plural.rules';
import { isReserved } from './reserved.words';

/** What everything about one entity is called; for `pet`: */
export interface FeatureNames {
  /** `Pet` */
  readonly entity: string;
  /** `pet`: begins the name of the entity's file. */
  readonly file: string;
  /** `Pets`: begins the names of the controller, the service, the module. */
  readonly feature: string;
  /** `pets`: the directory, and the path of the API. */
  readonly directory: string;
  /** `pets`: the property and the variable of what holds many of them. */
  readonly property: string;
  /** `pets` */
  readonly table: string;
  /** `pet`, `pets`: for a sentence. */
  readonly one: string;
  readonly many: string;
}

/** `pet`, `pets`, `Pet` and `clinic/pet` are the same entity. */
export function namesOf(name: string): FeatureNames {
  const file = singular(kebabCase(name.slice(name.lastIndexOf('/') + 1)));
  const many = plural(file);
  const property = camelCase(many);
  return {
    entity: pascalCase(file),
    file,
    feature: pascalCase(many),
    directory: many,
    property: isReserved(property) ? `all${pascalCase(many)}` : property,
    table: snakeCase(many),
    one: spaced(file),
    many: spaced(many),
  };
}
