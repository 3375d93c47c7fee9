import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';
import type { RelationField } from '../fields/field';
import type { FeatureNames } from '../names/feature.names';
import { kebabCase, snakeCase } from '../names/letter-case';
import { variableOf } from '../names/reserved.words';
import type { EntityClass } from '../source/entity.class';
import { singularProperty } from './entity.model';

const NOTHING_WRITTEN = 'Nothing was written.';
const shown = ({ name, kind, target }: RelationField): string => `${name}:${kind}(${target})`;

/** The fields can be read, and do not fit the app. */
export class ModelError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static noTarget(field: RelationField, known: readonly string[]): ModelError {
    return new ModelError(
      `${shown(field)}: there is no entity ${field.target}${known.length > 0 ? `, found ${known.join(', ')}` : ''}.`,
      [`Generate it first: nest g entity ${kebabCase(field.target)}`, NOTHING_WRITTEN],
    );
  }

  static noKey(field: RelationField, { name, path }: EntityClass): ModelError {
    return new ModelError(
      `${shown(field)}: the primary key of ${name} in ${path.slice(1)} is not one column that is a uuid or a generated integer.`,
      ['Leave this field out, and write the relation by hand.', NOTHING_WRITTEN],
    );
  }

  /** Reading the rows of both sides with each row would not end, so the other side is not read by itself as elsewhere. */
  static manyToItself(field: RelationField, { entity, file, table }: FeatureNames): ModelError {
    const inverse = field.inverse ?? `${field.name}Of`;
    const variable = variableOf(entity);
    const columns = `joinColumn: { name: '${snakeCase(file)}_id' }, inverseJoinColumn: { name: '${snakeCase(singularProperty(field.name))}_id' }`;
    return new ModelError(`${shown(field)}: many to many of an entity with itself is not generated.`, [
      `Leave this field out, and write both sides into the entity:
       @ManyToMany(() => ${entity}, (${variable}) => ${variable}.${inverse})
       @JoinTable({ name: '${table}_${snakeCase(field.name)}', ${columns} })
       ${field.name}: Relation<${entity}[]>;

       @ManyToMany(() => ${entity}, (${variable}) => ${variable}.${field.name})
       ${inverse}: Relation<${entity}[]>;`,
      NOTHING_WRITTEN,
    ]);
  }

  static needsItself(field: RelationField): ModelError {
    return new ModelError(`${shown(field)}: the first row could not be made, since it would need another one.`, [
      `Let it be empty: ${shown(field)}?`,
      NOTHING_WRITTEN,
    ]);
  }

  static alikeInJunction(field: RelationField): ModelError {
    const column = `${snakeCase(singularProperty(field.name))}_id`;
    return new ModelError(`${shown(field)}: both columns of the table between the two would be called ${column}.`, [
      'Give the field another name.',
      NOTHING_WRITTEN,
    ]);
  }

  static inverseTaken(field: RelationField, { name, path }: EntityClass): ModelError {
    return new ModelError(`${shown(field)}: ${name} in ${path.slice(1)} has a property ${field.inverse} already.`, [
      `Choose another name for the other side: ${field.name}:${field.kind}(${name}.<other name>)`,
      NOTHING_WRITTEN,
    ]);
  }

  static noEntity(name: string, known: readonly EntityClass[]): ModelError {
    const found = known.length > 0 ? `, found ${known.map((entity) => entity.name).join(', ')}` : '';
    return new ModelError(`There is no entity ${name}${found}.`, [
      `Generate it first: nest g entity ${name}`,
      NOTHING_WRITTEN,
    ]);
  }

  static unknownValues({ name, path }: EntityClass, properties: readonly string[]): ModelError {
    return new ModelError(
      `${name} in ${path.slice(1)} needs values that can not be made up: ${properties.join(', ')}.`,
      ['Write this seeder by hand: a class with @Seeder() that implements SeederRunner.', NOTHING_WRITTEN],
    );
  }

  static needsParent(field: RelationField, { name }: EntityClass): ModelError {
    return new ModelError(
      `${shown(field)}: a ${name} is needed for sample data and for the tests, and no seeder makes one.`,
      [
        `Generate its seeder first: nest g seeder ${kebabCase(name)}`,
        `Or let it be empty: ${shown(field)}?`,
        NOTHING_WRITTEN,
      ],
    );
  }

  static exists(paths: readonly string[]): ModelError {
    return new ModelError(`There already: ${paths.map((path) => path.slice(1)).join(', ')}.`, [
      'Choose another name, or take them away first.',
      NOTHING_WRITTEN,
    ]);
  }

  static fieldsOfExisting({ name, path }: EntityClass): ModelError {
    return new ModelError(`${name} is there already, in ${path.slice(1)}, and its fields are read from there.`, [
      `Leave the fields out: nest g feature ${kebabCase(name)}`,
      'Or add them to the entity first; its table is then altered by a migration.',
      NOTHING_WRITTEN,
    ]);
  }

  static notServed({ name, path }: EntityClass, faults: readonly string[]): ModelError {
    return new ModelError(`No API can be generated for ${name} in ${path.slice(1)}: ${faults.join('; ')}.`, [
      'Correct that, or write the feature by hand: nest g resource; sample data alone: nest g seeder',
      NOTHING_WRITTEN,
    ]);
  }

  static needsPackages(what: string, missing: readonly string[], inDevelopment: readonly string[]): ModelError {
    const all = [...missing, ...inDevelopment].join(', ');
    return new ModelError(`A ${what} needs ${all}, which package.json does not name.`, [
      ...(missing.length > 0 ? [`npm install ${missing.join(' ')}`] : []),
      ...(inDevelopment.length > 0 ? [`npm install --save-dev ${inDevelopment.join(' ')}`] : []),
      NOTHING_WRITTEN,
    ]);
  }
}
