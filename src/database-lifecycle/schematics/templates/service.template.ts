import { isRelation, type RelationField } from '../fields/field';
import { type EntityModel, entityFile, keyProperty, sentAs, targetOf } from '../model/entity.model';
import { dtoFile, pageFile } from './dto.template';
import { ImportList } from './import.list';
import { filtersOf, listQueryFile } from './list-query.template';

export const serviceFile = ({ directory, names }: EntityModel): string => `${directory}/${names.directory}.service.ts`;

const junctionsOf = ({ fields }: EntityModel): RelationField[] =>
  fields.filter(isRelation).filter(({ kind }) => kind === 'manyToMany');

function findAll(model: EntityModel, imports: ImportList): string {
  const { names, app } = model;
  const filters = filtersOf(model);
  if (filters.some(({ kind }) => kind === 'string')) imports.value(`${app.sourceRoot}/common/contains`, 'contains');
  const where = filters.map((field) => {
    const key = sentAs(field);
    // As a property: a field may be called by a word that no variable can be called by.
    const value = `query.${key}`;
    return `      ${key}: ${field.kind === 'string' ? `${value} ? contains(${value}) : undefined` : value},\n`;
  });
  const conditions = where.length > 0 ? `{\n${where.join('')}    }` : '{}';
  return `  findAll(query: List${names.feature}Query): Promise<${names.feature}Page> {
    return paginate(this.${names.property}, query, ${conditions});
  }`;
}

/** Rows of the other side, known by their keys alone. */
const linked = (model: EntityModel, field: RelationField): string =>
  `${keyProperty(field)}.map((${targetOf(model, field).key.property}) => ({ ${targetOf(model, field).key.property} }))`;

function create(model: EntityModel): string {
  const { entity, property } = model.names;
  const junctions = junctionsOf(model);
  if (junctions.length === 0)
    return `  create(dto: Create${entity}Dto): Promise<${entity}> {
    return this.${property}.save(this.${property}.create(dto));
  }`;
  return `  create({ ${junctions.map((field) => `${keyProperty(field)} = []`).join(', ')}, ...values }: Create${entity}Dto): Promise<${entity}> {
    const links = { ${junctions.map((field) => `${field.name}: ${linked(model, field)}`).join(', ')} };
    return this.${property}.manager.transaction(async (manager) => {
      const { id } = await manager.save(manager.create(${entity}, { ...values, ...links }));
      return manager.findOneByOrFail(${entity}, { id });
    });
  }`;
}

/** PostgreSQL locks no row of an outer join, which eager relations are. */
const LOCKED = `loadEagerRelations: false, lock: { mode: 'pessimistic_write' }`;

const UPDATE_COMMENT = '  // An UPDATE by id, since save() would insert a row again that somebody deletes meanwhile.';

function update(model: EntityModel): string {
  const { entity, property } = model.names;
  const junctions = junctionsOf(model);
  if (junctions.length === 0)
    return `${UPDATE_COMMENT}
  update(id: string, dto: Update${entity}Dto): Promise<${entity}> {
    return onPrimary(this.${property}, async (rows) => {
      if (hasChanges(dto)) await rows.update({ id }, dto);
      return rows.findOneByOrFail({ id });
    });
  }`;
  const links = junctions.map(
    (field) => `      if (${keyProperty(field)}) {
        const links = manager.createQueryBuilder().relation(${entity}, '${field.name}').of(id);
        await links.addAndRemove(${keyProperty(field)}, await links.loadMany());
      }`,
  );
  return `${UPDATE_COMMENT}
  update(id: string, { ${junctions.map(keyProperty).join(', ')}, ...values }: Update${entity}Dto): Promise<${entity}> {
    return this.${property}.manager.transaction(async (manager) => {
      // Locked, since two that set the same links at once would both insert them.
      await manager.findOneOrFail(${entity}, { where: { id }, ${LOCKED} });
      if (hasChanges(values)) await manager.update(${entity}, { id }, values);
${links.join('\n')}
      return manager.findOneByOrFail(${entity}, { id });
    });
  }`;
}

export function serviceSource(model: EntityModel): string {
  const { app, names } = model;
  const { entity, feature, property } = names;
  const common = (name: string) => `${app.sourceRoot}/common/${name}`;
  const imports = new ImportList(app, serviceFile(model));
  imports.value('@nestjs/common', 'Injectable');
  imports.value('@nestjs/typeorm', 'InjectRepository');
  imports.value('typeorm', 'EntityNotFoundError', 'Repository');
  imports.value(common('has-changes'), 'hasChanges');
  if (junctionsOf(model).length === 0) imports.value(common('on-primary'), 'onPrimary');
  imports.value(common('paginate'), 'paginate');
  imports.type(dtoFile(model, 'create'), `Create${entity}Dto`);
  imports.type(dtoFile(model, 'update'), `Update${entity}Dto`);
  imports.type(listQueryFile(model), `List${feature}Query`);
  imports.type(pageFile(model), `${feature}Page`);
  imports.value(entityFile(model), entity);
  const methods = [
    findAll(model, imports),
    `  findOne(id: string): Promise<${entity}> {
    return this.${property}.findOneByOrFail({ id });
  }`,
    create(model),
    update(model),
    `  async remove(id: string): Promise<void> {
    const { affected } = await this.${property}.delete({ id });
    if (!affected) throw new EntityNotFoundError(${entity}, { id });
  }`,
  ];
  return `${imports}

/** Database errors pass: DatabaseErrorFilter answers 404 and 409 for all features alike. */
@Injectable()
export class ${feature}Service {
  constructor(@InjectRepository(${entity}) private readonly ${property}: Repository<${entity}>) {}

${methods.join('\n\n')}
}
`;
}
