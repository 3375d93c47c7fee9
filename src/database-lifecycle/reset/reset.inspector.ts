import { toDetails, type RawDetails } from '../inspect/detail.inspector';
import { detailQuery } from '../inspect/detail.query';
import type { DetailSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ResetFindings, ResetRelation } from '../interfaces/reset-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { detailRequest } from '../plan/detail-request.builder';
import type { PlanningContext } from '../plan/planning.context';
import type { Row, SqlSession } from '../sql/sql.session';
import { resetQuery } from './reset.query';

type RawRelation = Omit<ResetRelation, 'needs'> & { readonly needs: readonly string[] | null };
type RawFindings = { readonly [Key in keyof Omit<ResetFindings, 'relations'>]: ResetFindings[Key] | null } & {
  readonly relations: readonly RawRelation[] | null;
};

/** json_agg() of no rows is null. */
const toFindings = (raw: RawFindings): ResetFindings => ({
  relations: (raw.relations ?? []).map((relation) => ({ ...relation, needs: relation.needs ?? [] })),
  types: raw.types ?? [],
  vanishing: raw.vanishing ?? [],
  dependents: raw.dependents ?? [],
  locks: raw.locks ?? 0,
  metadataTableExists: raw.metadataTableExists === true,
});

/** Reads what dropping and creating anew depends on: one round trip, reads only. */
export async function inspectReset(
  session: SqlSession,
  { model, metadataTable }: LifecycleTarget,
  context: PlanningContext,
): Promise<{ details: DetailSnapshot; findings: ResetFindings }> {
  const relations = model.relations.filter(({ kind }) => kind !== 'metadata');
  const types = [...context.definitions.values()].flatMap(({ enums }) => enums);
  const [details, findings] = (await session.send(
    detailQuery(detailRequest(context)),
    resetQuery({ relations, types, metadataTable }),
  )) as [Row[], Row[]];
  return {
    details: toDetails(details[0]!.details as RawDetails),
    findings: toFindings(findings[0]!.reset as RawFindings),
  };
}
