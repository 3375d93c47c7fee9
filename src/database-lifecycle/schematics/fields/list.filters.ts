import type { Field } from './field';

/** The kinds of fields that a list can be filtered by. */
const FILTERS: ReadonlySet<Field['kind']> = new Set(['string', 'enum', 'boolean', 'uuid', 'belongsTo']);
/** What the query of every list has. */
const OF_EVERY_LIST: ReadonlySet<string> = new Set(['page', 'limit', 'sort']);

export const isFilter = ({ kind }: Pick<Field, 'kind'>): boolean => FILTERS.has(kind);

/** Whether its filter would be called as something else in the list's query; a relation's is called after its key. */
export const hidesListQuery = ({ name, kind }: Pick<Field, 'name' | 'kind'>): boolean =>
  isFilter({ kind }) && kind !== 'belongsTo' && OF_EVERY_LIST.has(name);
