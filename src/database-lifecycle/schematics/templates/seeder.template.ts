import { isColumn, isRelation, type RelationField } from '../fields/field';
import { type EntityModel, entityFile, enumFile, enumName, targetOf } from '../model/entity.model';
import { camelCase, kebabCase } from '../names/letter-case';
import { plural } from '../names/plural.rules';
import { isReserved } from '../names/reserved.words';
import { ImportList } from './import.list';
import { fakerValue, hasFewValues, sampleRows } from './sample.values';

export const seederFile = ({ directory, names }: EntityModel): string => `${directory}/${names.directory}.seeder.ts`;

/** Other rows of the same table can not be chosen from: they are made in this very run. */
const isToItself = (model: EntityModel, field: RelationField): boolean =>
  targetOf(model, field).path === entityFile(model);

const parentsOf = (model: EntityModel): RelationField[] =>
  model.fields.filter(isRelation).filter((field) => !isToItself(model, field));

/** What a seeder's `run` has in hand already. */
const TAKEN: ReadonlySet<string> = new Set(['manager', 'faker', 'factory', 'copy', 'rows', 'index']);

const allOf = (name: string): string => `all${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The variable for rows of that name; none hides what the context gives, and none is a word of JavaScript. */
const variable = (name: string): string => (TAKEN.has(name) || isReserved(name) ? allOf(name) : name);

/** `owners`, of `owner:belongsTo(User)`: the rows that one is chosen from. */
const rowsOf = ({ name, kind }: RelationField): string =>
  kind === 'manyToMany' ? allOf(name) : variable(camelCase(plural(kebabCase(name))));

/** The variable for what is made; another one where it is made of rows of that name. */
function madeName({ names }: EntityModel, relations: readonly RelationField[]): string {
  const name = variable(names.property);
  return relations.some((field) => rowsOf(field) === name) ? `new${names.feature}` : name;
}

function find(model: EntityModel, field: RelationField): string {
  const { name, key } = targetOf(model, field);
  return `const ${rowsOf(field)} = await manager.find(${name}, { select: { ${key.property}: true }, order: { ${key.property}: 'ASC' } });`;
}

function relationValue(field: RelationField): string {
  const rows = rowsOf(field);
  if (field.kind === 'manyToMany') return `${field.name}: faker.helpers.arrayElements(${rows}, { min: 0, max: 2 })`;
  if (field.unique) return `${field.name}: ${rows}[index]${field.optional ? ' ?? null' : '!'}`;
  const chosen = `faker.helpers.arrayElement(${rows})`;
  return `${field.name}: ${field.optional ? `${rows}.length > 0 ? ${chosen} : null` : chosen}`;
}

/** As many as asked for, and no more than there are values and rows of others for. */
function countOf(model: EntityModel, relations: readonly RelationField[]): string {
  // One is left for the first row that a person or a test makes.
  const parents = relations
    .filter(({ kind, unique, optional }) => kind === 'belongsTo' && unique && !optional)
    .map((field) => `${rowsOf(field)}.length - 1`);
  const limits = [...(hasFewValues(model) ? ['COUNT'] : []), ...parents];
  return limits.length > 0 ? `Math.max(0, Math.min(rows(COUNT), ${limits.join(', ')}))` : 'rows(COUNT)';
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

  const values = [
    ...(existing === undefined || existing.entity.key?.type === 'uuid'
      ? [`${existing?.entity.key?.property ?? 'id'}: faker.string.uuid()`]
      : []),
    ...model.fields.filter(isColumn).map((field) => `${field.name}: ${fakerValue(model, field)}`),
    ...relations.map((field) => relationValue(field)),
  ];
  const required = relations.filter(({ kind, optional }) => kind === 'belongsTo' && !optional);
  const junctions = relations.some(({ kind }) => kind === 'manyToMany');
  const uses = (pattern: RegExp): boolean => values.some((value) => pattern.test(value));
  // Not the key of a field that is called so.
  const [faker, index] = [uses(/\bfaker\./), uses(/\bindex[ )\]]/)];
  const parameters = index ? `${faker ? 'faker' : '_'}, index` : faker ? 'faker' : '';
  const made = madeName(model, relations);
  const count = countOf(model, relations);
  const body = [
    ...relations.map((field) => find(model, field)),
    ...(required.length > 0
      ? [`if (${required.map((field) => `${rowsOf(field)}.length === 0`).join(' || ')}) return;`]
      : []),
    ...(values.length > 0
      ? [
          `const ${made} = factory(${names.entity}).with((${parameters}) => ({`,
          ...values.map((value) => `  ${value},`),
          '}));',
        ]
      : [`const ${made} = factory(${names.entity});`]),
    // copy() writes one table: the junctions are left to TypeORM.
    junctions
      ? `await manager.save(manager.create(${names.entity}, ${made}.many(${count})));`
      : `await copy(${names.entity}, ${made}.stream(${count}));`,
  ];
  const given = [...(relations.length > 0 ? ['manager'] : []), 'factory', ...(junctions ? [] : ['copy']), 'rows'];
  const dependsOn = parents.length > 0 ? `, dependsOn: [${parents.map((key) => `'${key}'`).join(', ')}]` : '';
  return `${imports}

const COUNT = ${sampleRows(model)};

/** Sample ${names.many}. The factory makes what is not given here. */
@Seeder({ key: '${names.directory}', entities: [${names.entity}]${dependsOn} })
export class ${names.feature}Seeder implements SeederRunner {
  async run({ ${given.join(', ')} }: SeederContext): Promise<void> {
${body.map((line) => `    ${line}`).join('\n')}
  }
}
`;
}
