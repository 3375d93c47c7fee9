import { importPath } from '../app/app.shape';
import type { RelationField } from '../fields/field';
import { type EntityModel, entityFile, targetOf } from '../model/entity.model';
import { variableOf } from '../names/reserved.words';
import type { NeededImport } from '../source/member.editor';

interface InverseMember {
  readonly text: string;
  readonly imports: readonly NeededImport[];
}

/** The other entity's side. It names this one by text and imports its type only, so that the files do not load in a circle. */
export function inverseMember(model: EntityModel, field: RelationField): InverseMember {
  const { app, names } = model;
  const decorator = field.kind === 'manyToMany' ? 'ManyToMany' : field.unique ? 'OneToOne' : 'OneToMany';
  const variable = variableOf(names.entity);
  const type = decorator === 'OneToOne' ? `${names.entity} | null` : `${names.entity}[]`;
  const swagger = app.packages.has('@nestjs/swagger');
  const from = importPath(app, targetOf(model, field).path, entityFile(model));
  return {
    text: [
      ...(swagger ? ['@ApiHideProperty()'] : []),
      `@${decorator}('${names.entity}', (${variable}: ${names.entity}) => ${variable}.${field.name})`,
      `${field.inverse}${app.definite}: Relation<${type}>;`,
    ]
      .map((line) => `  ${line}`)
      .join('\n'),
    imports: [
      ...(swagger ? [{ name: 'ApiHideProperty', from: '@nestjs/swagger' }] : []),
      { name: decorator, from: 'typeorm' },
      { name: 'Relation', from: 'typeorm', isType: true },
      { name: names.entity, from, isType: true },
    ],
  };
}
