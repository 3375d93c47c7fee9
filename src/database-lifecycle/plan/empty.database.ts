import type { SchemaSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedModel } from '../metadata/managed-relation.collector';

/** What inspecting a database that holds nothing shows, where every extension is at hand; asked of no server. */
export const emptyDatabase = (
  { relations }: ManagedModel,
  schema: string,
  extensions: readonly string[],
): SchemaSnapshot => ({
  server: { version: '', database: '', role: '', schema, searchPath: [schema], readOnly: null },
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
    lockSlots: Number.MAX_SAFE_INTEGER,
  },
});
