import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import { sameText } from './renamed.text';

/** What PostgreSQL prints of a constraint and no decorator has words for; an exclusion is the entity's own SQL. */
const BEYOND: Readonly<Record<CatalogConstraint['type'], readonly RegExp[]>> = {
  'primary key': [/ INCLUDE \(.*\)$/, / WITHOUT OVERLAPS(?=\))/],
  unique: [/ INCLUDE \(.*\)$/, / WITHOUT OVERLAPS(?=\))/, / NULLS NOT DISTINCT(?= \()/],
  check: [/ NOT ENFORCED$/, / NO INHERIT$/],
  'foreign key': [
    / NOT ENFORCED$/,
    /(?<= SET (?:NULL|DEFAULT)) \([^()]*\)$/,
    / MATCH FULL(?=$| ON (?:UPDATE|DELETE) )/,
    / PERIOD(?= )/g,
  ],
  exclusion: [],
  trigger: [],
};

/** As far as an entity can ask for it. */
const asked = ({ type, definition }: CatalogConstraint): string =>
  BEYOND[type].reduce((text, words) => text.replace(words, ''), definition);

/** Whether no decorator can ask for it as it is: NOT VALID, NO INHERIT, INCLUDE and the like are somebody's own. */
export const isBeyondEntities = (constraint: CatalogConstraint): boolean =>
  constraint.type === 'trigger' || !constraint.valid || asked(constraint) !== constraint.definition;

/** Whether it is what an entity asks for, with or without what that has no words for. */
export const answers = (constraint: CatalogConstraint, wanted: CatalogConstraint): boolean =>
  constraint.type === wanted.type &&
  (sameText(constraint.definition, wanted.definition) || sameText(asked(constraint), wanted.definition));

/** What an entity asks for, with what was added by hand to what is there; one that is not enforced can't be validated. */
export const withAdded = (wanted: CatalogConstraint, current: CatalogConstraint | undefined): CatalogConstraint =>
  current === undefined || !answers(current, wanted)
    ? wanted
    : {
        ...wanted,
        definition: current.definition,
        valid: current.definition.endsWith(' NOT ENFORCED') ? current.valid : wanted.valid,
      };
