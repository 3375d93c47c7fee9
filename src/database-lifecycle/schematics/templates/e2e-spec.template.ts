import { isRelation, type RelationField } from '../fields/field';
import { type EntityModel, entityFile, keyProperty, targetOf } from '../model/entity.model';
import { examplesOf, faultsOf, unknownKey } from './dto-spec.template';
import { e2eGround } from './e2e-ground.template';
import { ImportList } from './import.list';
import { serviceFile } from './service.template';

const json = (value: unknown): string => JSON.stringify(value);

export const e2eSpecFile = ({ app, names }: EntityModel): string =>
  `${app.hasTestSupport ? '/test/app' : '/test'}/${names.directory}.e2e-spec.ts`;

const relationsOf = ({ fields }: EntityModel, wanted: RelationField['kind']): RelationField[] =>
  fields.filter(isRelation).filter(({ kind }) => kind === wanted);

/** Finds the last row of a parent, since seeders leave that one free where a row has one child at most. */
function parent(model: EntityModel, field: RelationField): string {
  const { name, key } = targetOf(model, field);
  const query = `{ where: {}, order: { ${key.property}: 'DESC' } }`;
  return `${keyProperty(field)}: (await app.get(DataSource).getRepository(${name}).findOneOrFail(${query})).${key.property},`;
}

function crud({ names, fields }: EntityModel): string {
  const changed = fields.find((field) => field.optional && field.kind !== 'belongsTo')?.name;
  const changes = changed === undefined ? [] : [`${changed}: null`];
  return `  it('creates, reads, changes and deletes a ${names.one}', async () => {
    const { body: made } = await create({}).expect(201);
    expect(made).toMatchObject(good);
    const path = \`/${names.directory}/\${made.id}\`;
    expect((await http().get(path).expect(200)).body).toEqual(made);

    const { body: changed } = await http().patch(path).send({ ${changes.join()} }).expect(200);
    expect(changed).toEqual({ ${['...made', ...changes, 'updatedAt: expect.any(String)'].join(', ')} });

    await http().delete(path).expect(204);
    expect((await http().get(path).expect(404)).body.message).toBe('There is no ${names.entity.toLowerCase()} with this id');
  });`;
}

/** A test that sets the other side to a row of the sample data, and to none. */
function link(model: EntityModel, app: string, field: RelationField): string {
  const { names } = model;
  const { name, key } = targetOf(model, field);
  return `  it('keeps the ${field.name} that it is given, and no others', async () => {
    const [row] = await ${app}.get(DataSource).getRepository(${name}).find({ take: 1 });
    const key = row?.${key.property};
    const { body: made } = await create({ ${keyProperty(field)}: [key] }).expect(201);
    expect(made.${field.name}).toEqual([expect.objectContaining({ ${key.property}: key })]);
    // As when somebody clicks twice.
    const same = { ${keyProperty(field)}: [made.${field.name}[0].${key.property}] };
    const service = ${app}.get(${names.feature}Service);
    await Promise.all([1, 2, 3, 4].map(() => service.update(made.id, same)));
    const path = \`/${names.directory}/\${made.id}\`;
    expect((await http().patch(path).send({ ${keyProperty(field)}: [] }).expect(200)).body.${field.name}).toEqual([]);
  });`;
}

function refusals(model: EntityModel): string[] {
  const { names, fields } = model;
  const faults = faultsOf(model);
  const unique = fields.find((field) => field.unique);
  const [many] = relationsOf(model, 'manyToMany');
  return [
    ...(faults.length > 0
      ? [
          `  it.each([
${faults.map(([property, value]) => `    { ${property}: ${json(value)} },`).join('\n')}
    { unknown: 1 },
  ])('refuses %j', async (fault) => {
    const { body } = await create(fault).expect(400);
    expect(body.message.join()).toContain(Object.keys(fault)[0]);
  });`,
        ]
      : []),
    ...relationsOf(model, 'belongsTo').map((field) => {
      const key = keyProperty(field);
      const target = targetOf(model, field).name.toLowerCase();
      return `  it('refuses a ${field.name} that is not there', async () => {
    const { body } = await create({ ${key}: ${json(unknownKey(model, field))} }).expect(400);
    expect(body.message).toBe('${key}: there is no ${target} with this id');
  });`;
    }),
    ...(many
      ? [
          `  it('refuses ${many.name} that are not there, and makes nothing then', async () => {
    const before = (await http().get('/${names.directory}?limit=1').expect(200)).body.meta.totalItems;
    await create({ ${keyProperty(many)}: [${json(unknownKey(model, many))}] }).expect(400);
    expect((await http().get('/${names.directory}?limit=1').expect(200)).body.meta.totalItems).toBe(before);
  });`,
        ]
      : []),
    ...(unique
      ? [
          `  it('refuses the same ${unique.name} twice', async () => {
    await create({}).expect(201);
    await create({}).expect(409);
  });`,
        ]
      : []),
  ];
}

/** The e2e spec: the API on a real database. @param sampled the relations to what a seeder makes */
export function e2eSpecSource(model: EntityModel, sampled: ReadonlySet<string>): string {
  const { app, names } = model;
  const file = e2eSpecFile(model);
  const imports = new ImportList(app, file);
  const ground = e2eGround(model, imports);
  const parents = relationsOf(model, 'belongsTo').filter(({ optional }) => !optional);
  const linked = relationsOf(model, 'manyToMany').filter(({ name }) => sampled.has(name));
  if (parents.length > 0 || linked.length > 0) imports.value('typeorm', 'DataSource');
  if (linked.length > 0) imports.value(serviceFile(model), `${names.feature}Service`);
  for (const field of [...parents, ...linked]) {
    const target = targetOf(model, field);
    if (target.path !== entityFile(model)) imports.value(target.path, target.name);
  }
  const list = `  it('lists a page, and those that match', async () => {
    const { body: made } = await create({}).expect(201);
    const { body: page } = await http().get('/${names.directory}?sort=-createdAt&limit=1').expect(200);
    expect(page.items).toEqual([made]);
    expect(page.meta).toMatchObject({ page: 1, limit: 1 });
    await http().get('/${names.directory}?sort=nothing').expect(400);
  });`;
  return `${[`import request from 'supertest';`, imports.toString()].join('\n')}

describe('/${names.directory}', () => {
${ground.declarations}
  let good: object;
  const ids: string[] = [];
  const http = () => request(${ground.app}.getHttpServer());
  const create = (changes: object) =>
    http()
      .post('/${names.directory}')
      .send({ ...good, ...changes })
      .expect(({ body }) => {
        if (body.id) ids.push(body.id);
      });

  beforeAll(async () => {
${ground.start}
    good = {
${Object.entries(examplesOf(model))
  .map(([name, value]) => `      ${name}: ${json(value)},`)
  .join('\n')}
${parents.map((field) => `      ${parent(model, field).replace('app.get', `${ground.app}.get`)}`).join('\n')}
    };
  });

  afterEach(async () => {
    for (const id of ids.splice(0)) await http().delete(\`/${names.directory}/\${id}\`);
  });

  afterAll(async () => {
${ground.stop}
  });

${[crud(model), ...linked.map((field) => link(model, ground.app, field)), ...refusals(model), list].join('\n\n')}
});
`;
}
