import { ResetRefusedError } from '../errors/reset-refused.error';
import { RestoreRefusedError } from '../errors/restore-refused.error';
import type { RestoreOptions } from '../interfaces/restore-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { SHARE_OF_LOCK_TABLE } from '../plan/batch.splitter';
import { pathOf } from '../sql/identifier';
import { divideConstraints } from './constraint.rules';
import { ownedByOthers } from './holdings.rules';
import { trashOfHome } from './places';
import type { RestoreInput } from './restore.planner';

/** What the manifest names and the trash does not hold, as `schema.name` at home. */
function missingFrom({ trash: { manifest }, coming }: RestoreInput): string[] {
  const trashOf = trashOfHome(manifest);
  const held = new Set([
    ...coming.relations.map((relation) => `${relation.relkind} ${pathOf(relation)}`),
    ...coming.types.map((type) => `e ${pathOf(type)}`),
  ]);
  const wanted = [...manifest.relations, ...manifest.types.map((type) => ({ ...type, relkind: 'e' }))];
  return wanted
    .filter(({ relkind, schema, name }) => !held.has(`${relkind} ${trashOf.get(schema)}.${name}`))
    .map(pathOf);
}

/** TypeORM's records that are gone, although the manifest has rows of them, or that can not be kept as they are now. */
function missingRecords(
  { metadataTable, migrationsTable }: LifecycleTarget,
  { trash: { manifest }, going, records }: RestoreInput,
): string[] {
  return [
    ...((manifest.metadata ?? []).length > 0 && !going.metadataTableExists ? [pathOf(metadataTable)] : []),
    ...(((manifest.migrations ?? []).length > 0 && records.migrations === null) || going.migrationsReadable === false
      ? [pathOf(migrationsTable)]
      : []),
  ];
}

/** @throws RestoreRefusedError, ResetRefusedError for the first thing that stands against a restore */
export function refuseUnsafeRestore(
  target: LifecycleTarget,
  input: RestoreInput,
  { includeDependents = false }: RestoreOptions,
): void {
  const { presence, trash, going, coming, ground } = input;
  const { database, role } = presence.server;
  const missing = missingFrom(input);
  if (missing.length > 0 || ground.strangers.length > 0) {
    throw RestoreRefusedError.altered(trash.name, missing, ground.strangers);
  }
  const lost = missingRecords(target, input);
  if (lost.length > 0) throw RestoreRefusedError.recordsMissing(lost);
  if (going.parents.length > 0) throw ResetRefusedError.parents(going.parents);
  if (ground.obstacles.length > 0) throw RestoreRefusedError.inTheWay(ground.obstacles);
  const kept = new Set(divideConstraints(input).kept);
  const constraints = ground.constraints
    .map(({ index, ...found }) => ({ constraint: trash.manifest.constraints[index]!, ...found }))
    .filter(({ constraint }) => kept.has(constraint));
  const taken = constraints.filter((found) => found.taken).map(({ constraint }) => constraint);
  if (taken.length > 0) throw RestoreRefusedError.constraintsTaken(taken);
  if (going.dependents.length > 0 && !includeDependents) throw RestoreRefusedError.dependents(going.dependents);
  const keyTables = constraints
    .filter(({ owned }) => !owned)
    .map(({ constraint: { schema, table }, owner }) => `${schema}.${table} (owner ${owner})`);
  const locked = [
    ...new Set([
      ...ownedByOthers(going),
      ...ownedByOthers({ ...coming, constraints: [] }),
      ...ground.locked,
      ...keyTables,
    ]),
  ];
  if (locked.length > 0) throw ResetRefusedError.hidden(locked);
  const makesSchemas = going.relations.length + going.types.length > 0 || ground.homes.some(({ exists }) => !exists);
  if (makesSchemas && !going.mayCreateSchemas) throw RestoreRefusedError.mayNotMakeSchemas(database, role);
  const closed = ground.homes.filter(({ exists, mayCreate }) => exists && !mayCreate).map(({ name }) => name);
  if (closed.length > 0) throw RestoreRefusedError.mayNotGoHome(closed, role);
  if (going.locks.move + coming.locks.move > ground.lockSlots * SHARE_OF_LOCK_TABLE) {
    throw RestoreRefusedError.tooLarge(going.relations.length + coming.relations.length);
  }
}
