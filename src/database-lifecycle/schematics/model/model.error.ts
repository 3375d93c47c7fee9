import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';
import type { RelationField } from '../fields/field';
import { kebabCase } from '../names/letter-case';
import type { EntityClass } from '../source/entity.class';
import { keyProperty } from './entity.model';

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
      `${shown(field)}: the primary key of ${name} in ${path} is not one column that is a uuid or a generated integer.`,
      ['Leave this field out, and write the relation by hand.', NOTHING_WRITTEN],
    );
  }

  static manyToItself(field: RelationField): ModelError {
    return new ModelError(`${shown(field)}: many to many of an entity with itself is not generated.`, [
      'Leave this field out, and write the relation by hand.',
      NOTHING_WRITTEN,
    ]);
  }

  static needsItself(field: RelationField): ModelError {
    return new ModelError(`${shown(field)}: the first row could not be made, since it would need another one.`, [
      `Let it be empty: ${shown(field)}?`,
      NOTHING_WRITTEN,
    ]);
  }

  static clash(field: RelationField): ModelError {
    return new ModelError(`${shown(field)} needs the property ${keyProperty(field)}, which another field is.`, [
      'Give one of them another name.',
      NOTHING_WRITTEN,
    ]);
  }

  static inverseTaken(field: RelationField, { name, path }: EntityClass): ModelError {
    return new ModelError(`${shown(field)}: ${name} in ${path} has a property ${field.inverse} already.`, [
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
    return new ModelError(`There already: ${paths.map((path) => path.replace(/^\//, '')).join(', ')}.`, [
      'Choose another name, or take them away first.',
      NOTHING_WRITTEN,
    ]);
  }

  static needsPackages(missing: readonly string[]): ModelError {
    return new ModelError(`A feature needs ${missing.join(', ')}, which package.json does not name.`, [
      `npm install ${missing.join(' ')}`,
      NOTHING_WRITTEN,
    ]);
  }
}
