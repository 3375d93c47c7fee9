import { isColumn, isRelation, type RelationField } from '../fields/field';
import { type EntityModel, entityFile, enumFile, enumName, keyProperty, targetOf } from '../model/entity.model';
import { camelCase, kebabCase } from '../names/letter-case';
import { plural } from '../names/plural.rules';
import { ImportList } from './import.list';
import { fakerValue, sampleRows } from './sample.values';

export const seederFile = ({ directory, names }: EntityModel): string => `${directory}/${names.directory}.seeder.ts`;

/** Other rows of the same table can not be chosen from: they are made in this very run. */
const isToItself = (model: EntityModel, field: RelationField): boolean =>
  targetOf(model, field).path === entityFile(model);

const parentsOf = (model: EntityModel): RelationField[] =>
  model.fields.filter(isRelation).filter((field) => !isToItself(model, field));

/** `owners`, of `owner:belongsTo(User)`: the rows that one is chosen from. */
const rowsOf = ({ name, kind }: RelationField): string =>
  kind === 'manyToMany' ? `all${name.charAt(0).toUpperCase()}${name.slice(1)}` : camelCase(plural(kebabCase(name)));

function find(model: EntityModel, field: RelationField): string {
  const { name, key } = targetOf(model, field);
  return `const ${rowsOf(field)} = await manager.find(${name}, { order: { ${key.property}: 'ASC' } });`;
}

function relationValue(model: EntityModel, field: RelationField): string {
  const { property } = targetOf(model, field).key;
  const rows = rowsOf(field);
  if (field.kind === 'manyToMany') return `${field.name}: faker.helpers.arrayElements(${rows}, { min: 0, max: 2 })`;
  if (field.unique) return `${keyProperty(field)}: ${rows}[index]?.${property}`;
  const chosen = `faker.helpers.arrayElement(${rows}).${property}`;
  return `${keyProperty(field)}: ${field.optional ? `${rows}.length > 0 ? ${chosen} : null` : chosen}`;
}

/** Sample data that is the same on each run. @param parents keys of the seeders that make what this one refers to */
export function seederSource(model: EntityModel, parents: readonly string[]): string {
  const { app, names, existing } = model;
  const imports = new ImportList(app, seederFile(model));
  imports.value(app.lifecycle, 'Seeder');
  imports.type(app.lifecycle, 'SeederContext', 'SeederRunner');
  imports.value(entityFile(model), names.entity);
  const relations = parentsOf(model);
  for (const field of relations) imports.value(targetOf(model, field).path, targetOf(model, field).name);
  for (const field of model.fields)
    if (field.kind === 'enum') imports.value(enumFile(model, field), enumName(model, field));

  const columns = model.fields.filter(isColumn);
  const values = [
    ...(existing === undefined || existing.entity.key?.type === 'uuid'
      ? [`${existing?.entity.key?.property ?? 'id'}: faker.string.uuid()`]
      : []),
    ...columns.map((field) => `${field.name}: ${fakerValue(model, field)}`),
    ...relations.map((field) => relationValue(model, field)),
  ];
  const keys = relations.filter(({ kind }) => kind === 'belongsTo');
  const required = keys.filter(({ optional }) => !optional);
  // One is left for the first row that a person or a test makes.
  const limits = keys.filter(({ unique }) => unique).map((field) => `${rowsOf(field)}.length - 1`);
  const length = limits.length > 0 ? `Math.max(0, Math.min(COUNT, ${limits.join(', ')}))` : 'COUNT';
  const counted = values.some((value) => /\bindex\b/.test(value));
  const junctions = relations.some(({ kind }) => kind === 'manyToMany');
  const body = [
    ...relations.map((field) => find(model, field)),
    ...(required.length > 0
      ? [`if (${required.map((field) => `${rowsOf(field)}.length === 0`).join(' || ')}) return;`]
      : []),
    `const ${names.property} = Array.from({ length: ${length} }, (${counted ? '_, index' : ''}) => ({`,
    ...values.map((value) => `  ${value},`),
    '}));',
    junctions
      ? `await manager.save(manager.create(${names.entity}, ${names.property}));`
      : `await manager.insert(${names.entity}, ${names.property});`,
  ];
  const dependsOn = parents.length > 0 ? `, dependsOn: [${parents.map((key) => `'${key}'`).join(', ')}]` : '';
  return `${imports}

const COUNT = ${sampleRows(model)};

/** Sample ${names.many}. */
@Seeder({ key: '${names.directory}', entities: [${names.entity}]${dependsOn} })
export class ${names.feature}Seeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
${body.map((line) => `    ${line}`).join('\n')}
  }
}
`;
}
