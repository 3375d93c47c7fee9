import type { SchemaSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedModel } from '../metadata/managed-relation.collector';

/**
 * What inspecting a database that holds nothing shows, where every extension is at hand; asked of no server.
 * @param currentSchema where the search_path leads
 */
export const emptyDatabase = (
  { relations }: ManagedModel,
  schema: string,
  currentSchema: string | null,
  extensions: readonly string[],
): SchemaSnapshot => ({
  server: { version: '', database: '', role: '', schema: currentSchema, searchPath: [schema], readOnly: null },
  findings: relations.map((_, index) => ({ index, state: 'missing', found: null, owner: null, columns: null })),
  journal: [],
  journalState: { database: '', role: '', exists: false, readable: true, writable: true, detailed: false, stamp: null },
  details: {
    schemas: [{ name: schema, mayCreate: true }],
    mayCreateSchemas: true,
    types: [],
    takenNames: [],
    parents: [],
    extensions: extensions.map((name) => ({ name, installed: false })),
    twins: [],
    elsewhere: [],
    incomparable: [],
    searchPath: '',
    lockSlots: Number.MAX_SAFE_INTEGER,
  },
});
