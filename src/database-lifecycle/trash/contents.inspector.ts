import type { Trash } from '../interfaces/trash.interface';
import type { KeptRelation, Stranger, TrashContents } from '../interfaces/trash-contents.interface';
import { pathOf } from '../sql/identifier';
import type { Row, SqlSession } from '../sql/sql.session';
import { contentsQuery, type ContentsRequest } from './contents.query';
import { inTrash } from './places';

type RawRelation = Pick<KeptRelation, 'oid' | 'lockable' | 'parentKind'> & {
  readonly index: number;
  readonly needs: readonly string[] | null;
};
interface RawContents {
  readonly relations: readonly RawRelation[] | null;
  readonly types: readonly number[] | null;
  readonly schemas: readonly string[] | null;
  readonly strangers: readonly Stranger[] | null;
  readonly locked: readonly string[] | null;
  readonly parts: readonly string[] | null;
  readonly awaited: readonly string[] | null;
}

/** What a manifest names, by its names in the trash. */
const requestOf = ({ manifest }: Trash): ContentsRequest => ({
  schemas: manifest.places.map(({ trash }) => trash),
  relations: inTrash(manifest, manifest.relations),
  types: inTrash(manifest, manifest.types),
});

function toContents(trash: Trash, { relations, types }: ContentsRequest, raw: RawContents): TrashContents {
  const homes = trash.manifest.relations.map(pathOf);
  const found = new Map((raw.relations ?? []).map((relation) => [relation.index, relation]));
  return {
    relations: relations.flatMap(({ schema, name, relkind }, index) => {
      const raw = found.get(index);
      if (!raw) return [];
      const { oid, lockable, parentKind, needs } = raw;
      return [{ schema, name, relkind, home: homes[index]!, oid, lockable, parentKind, needs: needs ?? [] }];
    }),
    types: (raw.types ?? []).map((index) => types[index]!),
    schemas: raw.schemas ?? [],
    lost: homes.filter((_, index) => !found.has(index)),
    strangers: (raw.strangers ?? []).toSorted((one, other) => (one.what < other.what ? -1 : 1)),
    locked: raw.locked ?? [],
    parts: raw.parts ?? [],
    awaited: raw.awaited ?? [],
  };
}

/** What is asked of one trash, and what the rows of the answer say. */
export interface ContentsQuestion {
  readonly sql: string;
  readonly contentsOf: (rows: readonly Row[]) => TrashContents;
}

export function askContents(trash: Trash): ContentsQuestion {
  const request = requestOf(trash);
  return {
    sql: contentsQuery(request),
    contentsOf: ([row]) => toContents(trash, request, row!.contents as RawContents),
  };
}

/** What is in each of the trashes: one round trip, reads only. */
export async function inspectContents(session: SqlSession, trashes: readonly Trash[]): Promise<TrashContents[]> {
  if (trashes.length === 0) return [];
  const questions = trashes.map(askContents);
  const results = await session.send(...questions.map(({ sql }) => sql));
  return questions.map(({ contentsOf }, index) => contentsOf(results[index]!));
}
