import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { DetailSnapshot } from '../interfaces/schema-snapshot.interface';
import { nameKey, pathOf } from '../sql/identifier';
import type { PlanningContext } from './planning.context';
import { RELKINDS } from './presence.rules';
import { wantedNames, type WantedName } from './wanted.names';

function held(wanted: readonly WantedName[], { takenNames }: DetailSnapshot): PlanNotice[] {
  if (takenNames.length === 0) return [];
  const holders = new Map(takenNames.map((object) => [pathOf(object), object.relkind]));
  return wanted.flatMap(({ among, schema, name, relation }): PlanNotice[] => {
    const relkind = among === 'indexes' ? holders.get(pathOf({ schema, name })) : undefined;
    const message = `${relation}: the name of its index or constraint "${name}" is held by a ${RELKINDS[relkind!] ?? relkind} in schema ${schema}. Rename one of them.`;
    return relkind ? [{ code: 'name-conflict', relation, message }] : [];
  });
}

/** The namespaces of PostgreSQL, in which a name may be used once, and which wanted names fall into each. */
const LISTS: readonly { rule: string; holds: WantedName['among'][]; of: 'schema' | 'relation' }[] = [
  {
    rule: 'Tables, views, indexes, primary keys, unique and exclusion constraints of a schema share one list of names.',
    holds: ['relations', 'indexes'],
    of: 'schema',
  },
  {
    rule: 'Each table and view makes a type of its name, and types of a schema share one list.',
    holds: ['relations', 'types'],
    of: 'schema',
  },
  { rule: 'Constraints of a table share one list of names.', holds: ['constraints'], of: 'relation' },
];

/** Names that are given twice: PostgreSQL would make the first and refuse the second, without naming the first. */
function givenTwice(wanted: readonly WantedName[]): PlanNotice[] {
  const notices = new Map<string, PlanNotice>();
  for (const { rule, holds, of } of LISTS) {
    const listed = wanted.filter(({ among }) => holds.includes(among));
    // Nearly always no two are alike, wherever they stand.
    if (new Set(listed.map(({ name }) => name)).size === listed.length) continue;
    const first = new Map<string, WantedName>();
    for (const one of listed) {
      const { name, relation, what } = one;
      const key = nameKey(one[of], name);
      const other = first.get(key);
      if (!other) {
        first.set(key, one);
        continue;
      }
      const message = `${relation}: the name "${name}" is given to ${other.what} and to ${what}. ${rule} Rename one of them.`;
      // A unique constraint stands in two of the lists.
      const told = nameKey(relation, name);
      if (!notices.has(told)) notices.set(told, { code: 'name-given-twice', relation, message });
    }
  }
  return [...notices.values()];
}

/** Names that PostgreSQL would refuse, as something is called so, or would be. */
export function nameProblems(context: PlanningContext, details: DetailSnapshot): PlanNotice[] {
  const wanted = wantedNames(context);
  return [...held(wanted, details), ...givenTwice(wanted)];
}
