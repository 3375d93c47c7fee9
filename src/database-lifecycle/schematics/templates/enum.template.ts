import type { EnumField } from '../fields/field';
import { type EntityModel, enumName } from '../model/entity.model';
import { enumMembers } from '../model/enum.members';

export const enumSource = (model: EntityModel, field: EnumField): string =>
  [
    `export enum ${enumName(model, field)} {`,
    ...enumMembers(field).map(({ name, label }) => `  ${name} = '${label}',`),
    '}',
    '',
  ].join('\n');
