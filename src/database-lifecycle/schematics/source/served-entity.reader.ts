import ts from 'typescript';
import type { ColumnField, Field } from '../fields/field';
import { hidesListQuery } from '../fields/list.filters';
import { decoratorOf, parseSource, textOf } from './class.reader';
import { columnOf } from './column.reader';
import { entityNamed } from './entity.class';
import { enumPlaceOf, type EnumPlace } from './entity.reader';
import { enumLabels } from './enum.reader';
import { relationOf } from './relation.reader';

/** What of an entity that is there an API serves. */
interface ServedEntity {
  readonly fields: readonly Field[];
  /** By the name of the field. */
  readonly enums: ReadonlyMap<string, EnumPlace>;
  /** What it lacks, or has that is not understood: with any of it there is no API for it. */
  readonly faults: readonly string[];
}

type Property = ts.PropertyDeclaration;

const nameOf = (member: Property): string => member.name.getText();

/** What an entity lacks of the columns that every generated API gives and sorts by. */
function lackOf(members: readonly Property[]): string[] {
  const has = (name: string, decorator: string): boolean =>
    members.some((member) => nameOf(member) === name && decoratorOf(member, decorator) !== undefined);
  const key = members.find((member) => nameOf(member) === 'id' && decoratorOf(member, 'PrimaryGeneratedColumn'));
  const isUuid = key && textOf(decoratorOf(key, 'PrimaryGeneratedColumn')?.arguments[0]) === 'uuid';
  return [
    ...(isUuid ? [] : [`@PrimaryGeneratedColumn('uuid') id`]),
    ...(has('createdAt', 'CreateDateColumn') ? [] : ['@CreateDateColumn() createdAt']),
    ...(has('updatedAt', 'UpdateDateColumn') ? [] : ['@UpdateDateColumn() updatedAt']),
  ];
}

/**
 * Reads an entity by its decorators. A column that the database gives a value, by a default or an expression, is left to it.
 * @param read the text of another file of the app; undefined where there is none
 */
export function readServedEntity(
  path: string,
  text: string,
  entity: string,
  read: (path: string) => string | undefined,
): ServedEntity {
  const source = parseSource(path, text);
  const members = entityNamed(source, entity)?.members.filter(ts.isPropertyDeclaration) ?? [];
  const names = new Set(members.map(nameOf));
  const relations = new Map(members.map((member) => [nameOf(member), relationOf(member)]));
  const keys = new Set([...relations].flatMap(([name, relation]) => (relation ? [`${name}Id`] : [])));
  const enums = new Map<string, EnumPlace>();
  const faults = lackOf(members).map((lack) => `it has no ${lack}`);

  /** With what only the source tells; undefined where that is missing. */
  const completed = (member: Property, column: ColumnField): ColumnField | undefined => {
    // PostgreSQL's driver gives numeric as text, so that none of it is lost.
    if (column.kind === 'decimal' && !/\btransformer\b/.test(member.getText(source))) return undefined;
    if (column.kind !== 'enum') return column;
    const place = enumPlaceOf(source, member);
    const file = place && `${place.file}.ts`;
    const labels = place ? enumLabels(file!, (place.file === path ? text : read(file!)) ?? '', place.name) : [];
    if (labels.length === 0) return undefined;
    enums.set(column.name, place!);
    return { ...column, labels };
  };

  const fields = members.flatMap((member): Field[] => {
    const name = nameOf(member);
    const relation = relations.get(name);
    if (relation) {
      if (relation.kind === 'manyToMany' || names.has(`${name}Id`)) return [relation];
      faults.push(`${name} has no property ${name}Id beside it`);
      return [];
    }
    if (!decoratorOf(member, 'Column') || keys.has(name)) return [];
    const column = columnOf(member);
    if (column === undefined) return [];
    const known = column === 'unknown' ? undefined : completed(member, column);
    if (known && hidesListQuery(known)) faults.push(`a list has a ${name} of its own, beside the filter for this one`);
    if (known) return [known];
    faults.push(`${name} is of a kind that is not generated`);
    return [];
  });
  return { fields, enums, faults };
}
