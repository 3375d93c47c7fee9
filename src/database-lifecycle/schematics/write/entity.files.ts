import { isRelation, type EnumField } from '../fields/field';
import { type EntityModel, entityFile, enumFile, targetOf } from '../model/entity.model';
import { ModelError } from '../model/model.error';
import { addMember, hasMember } from '../source/member.editor';
import { entitySource } from '../templates/entity.template';
import { enumSource } from '../templates/enum.template';
import { inverseMember } from '../templates/inverse.template';
import type { GeneratedFiles } from './generated.files';

const enumsOf = ({ fields }: EntityModel): EnumField[] =>
  fields.filter((field): field is EnumField => field.kind === 'enum');

/** Files that must not be there yet. */
export const entityFilesOf = (model: EntityModel): string[] => [
  entityFile(model),
  ...enumsOf(model).map((field) => enumFile(model, field)),
];

/** The entity, its enums, and the other sides of its relations. */
export function addEntityFiles(model: EntityModel, files: GeneratedFiles): void {
  files.create(entityFile(model), entitySource(model));
  for (const field of enumsOf(model)) files.create(enumFile(model, field), enumSource(model, field));
  for (const field of model.fields.filter(isRelation)) {
    if (field.inverse === undefined) continue;
    const target = targetOf(model, field);
    if (hasMember(target.path, files.read(target.path), target.name, field.inverse))
      throw ModelError.inverseTaken(field, target);
    const { text, imports } = inverseMember(model, field);
    const needed = imports.filter(({ name }) => name !== target.name);
    files.change(target.path, (before) => addMember(target.path, before, target.name, text, needed));
  }
}
