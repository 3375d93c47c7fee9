import type { DetailSnapshot, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedModel } from '../metadata/managed-relation.collector';

/**
 * What inspecting a database that holds nothing shows; asked of no server.
 * @param currentSchema where the search_path leads
 */
export const presenceOfNothing = (
  { relations }: ManagedModel,
  schema: string,
  currentSchema: string | null,
): PresenceSnapshot => ({
  server: {
    version: '',
    database: '',
    role: '',
    schema: currentSchema,
    searchPath: [schema],
    readOnly: null,
    dateStyle: 'ISO',
  },
  findings: relations.map((_, index) => ({ index, state: 'missing', found: null, owner: null, columns: null })),
  journal: [],
  journalState: {
    database: '',
    role: '',
    exists: false,
    taken: false,
    readable: true,
    writable: true,
    detailed: false,
    stamp: null,
  },
});

/** Its details, where all these extensions are at hand. */
export const detailsOfNothing = (schema: string, extensions: Iterable<string>): DetailSnapshot => ({
  schemas: [{ name: schema, mayCreate: true }],
  mayCreateSchemas: true,
  types: [],
  takenNames: [],
  parents: [],
  extensions: Array.from(extensions, (name) => ({ name, installed: false })),
  twins: [],
  elsewhere: [],
  incomparable: [],
  searchPath: '',
  lockSlots: Number.MAX_SAFE_INTEGER,
});
