import { isColumn, isRelation, type Field } from '../fields/field';
import { type EntityModel, keyProperty, sentAs, targetOf } from '../model/entity.model';
import { dtoFile } from './dto.template';
import { ImportList } from './import.list';
import { exampleValue } from './sample.values';

const UNKNOWN_ID = '3f0e1a52-7b0c-4a38-9f0b-0f6a4a2f0c11';
const UNKNOWN_NUMBER = 2_000_000_000;

export const dtoSpecFile = ({ directory, names }: EntityModel, suffix: string): string =>
  `${directory}/dto/create-${names.file}.dto.${suffix}.ts`;

/** A key that no row has. */
export const unknownKey = (model: EntityModel, field: Field): unknown =>
  isRelation(field) && targetOf(model, field).key.type === 'integer' ? UNKNOWN_NUMBER : UNKNOWN_ID;

/** What breaks the rules, one fault each: the property and its value. */
export function faultsOf(model: EntityModel): [property: string, value: unknown][] {
  return model.fields.flatMap((field): [string, unknown][] => {
    const name = sentAs(field);
    const faults: [string, unknown][] = [
      [name, isRelation(field) ? (field.kind === 'belongsTo' ? 'x' : 'none') : exampleValue(field).bad],
    ];
    if (!field.optional && field.kind !== 'manyToMany') faults.push([name, null]);
    return faults;
  });
}

const json = (value: unknown): string => JSON.stringify(value);

/** What is sent for a new one, without its relations. */
export const examplesOf = (model: EntityModel): Record<string, unknown> =>
  Object.fromEntries(model.fields.filter(isColumn).map((field) => [field.name, exampleValue(field).good]));

/** The unit spec: what a client may send, asked of the validation alone. */
export function dtoSpecSource(model: EntityModel, suffix: string): string {
  const { app, names } = model;
  const dto = `Create${names.entity}Dto`;
  const imports = new ImportList(app, dtoSpecFile(model, suffix));
  imports.value('class-transformer', 'plainToInstance');
  imports.value('class-validator', 'validate');
  imports.value(dtoFile(model, 'create'), dto);
  const relations = model.fields.filter(isRelation).filter(({ kind }) => kind === 'belongsTo');
  const good = {
    ...examplesOf(model),
    ...Object.fromEntries(relations.map((field) => [keyProperty(field), unknownKey(model, field)])),
  };
  const optional = model.fields.filter((field) => field.optional);
  const faults = faultsOf(model);
  const tests = [
    `  it('takes what is right', async () => {
    expect(await faultsOf({})).toEqual([]);
  });`,
    ...(optional.length > 0
      ? [
          `  it.each([${optional.map((field) => `'${sentAs(field)}'`).join(', ')}])('lets %s be empty', async (property) => {
    expect(await faultsOf({ [property]: null })).toEqual([]);
    expect(await faultsOf({ [property]: undefined })).toEqual([]);
  });`,
        ]
      : []),
    ...(faults.length > 0
      ? [
          `  it.each([
${faults.map(([property, value]) => `    ['${property}', ${json(value)}],`).join('\n')}
  ])('refuses %s when it is %j', async (property, value) => {
    expect(await faultsOf({ [property]: value })).toEqual([property]);
  });`,
        ]
      : []),
  ];
  return `import 'reflect-metadata';
${imports}

const GOOD = ${json(good)};

const faultsOf = async (changes: object) =>
  (await validate(plainToInstance(${dto}, { ...GOOD, ...changes }), { forbidUnknownValues: false })).map(
    ({ property }) => property,
  );

describe('a new ${names.one}', () => {
${tests.join('\n\n')}
});
`;
}
