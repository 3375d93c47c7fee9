import { ViewColumn, ViewEntity } from 'typeorm';
import type { Entity } from '../../../corpus/entity-set';
import type { ViewModel } from './entity.model';
import type { Options } from './entity.schemas';

interface ViewOptions {
  readonly name: string;
  readonly expression: string;
  readonly materialized: boolean;
}

export function viewOptions(
  { materialized, over }: ViewModel,
  position: number,
  entities: readonly Options[],
): ViewOptions {
  const { schema = 'public', tableName } = entities[over % entities.length]!;
  return { name: `v${position}`, expression: `SELECT count(*) AS "n" FROM "${schema}"."${tableName}"`, materialized };
}

/** A class, as an EntitySchema can't be materialized. */
export function viewEntity(options: ViewOptions): Entity {
  const named = { [options.name]: class {} };
  const view = named[options.name]!;
  ViewEntity(options)(view);
  ViewColumn()(view.prototype as object, 'n');
  return view;
}

export const printView = (options: ViewOptions): string =>
  `(() => { @ViewEntity(${JSON.stringify(options)}) class ${options.name} { @ViewColumn() n!: string } return ${options.name}; })()`;
