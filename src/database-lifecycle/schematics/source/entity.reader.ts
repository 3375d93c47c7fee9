import { posix } from 'node:path';
import ts from 'typescript';
import type { Field } from '../fields/field';
import { decoratorOf, optionsOf, parseSource, valueIn } from './class.reader';
import { requiredColumnOf } from './column.reader';
import { entityNamed } from './entity.class';
import { relationOf } from './relation.reader';

/** Where an enum is declared. */
export interface EnumPlace {
  readonly name: string;
  readonly file: string;
}

/** What a new row of an entity needs. */
export interface RequiredValues {
  readonly fields: readonly Field[];
  /** By the name of the field. */
  readonly enums: ReadonlyMap<string, EnumPlace>;
  /** Properties that need a value of a kind that is not made up here. */
  readonly unknown: readonly string[];
}

/** The file that an identifier is imported from; the file itself when it is declared there. */
function fileOf(source: ts.SourceFile, name: string): string {
  const found = source.statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) && bindings.elements.some((element) => element.name.text === name);
  });
  const module = found && (found.moduleSpecifier as ts.StringLiteral).text;
  if (!module?.startsWith('.')) return module ?? source.fileName;
  return posix.join(posix.dirname(source.fileName), module.replace(/\.js$/, ''));
}

/** The enum of a column; undefined where it is not given by a name. */
export function enumPlaceOf(source: ts.SourceFile, member: ts.PropertyDeclaration): EnumPlace | undefined {
  const name = valueIn(optionsOf(decoratorOf(member, 'Column')), 'enum')?.getText(source) ?? '';
  return /^\w+$/.test(name) ? { name, file: fileOf(source, name) } : undefined;
}

/** Reads what a row of the entity needs, by its decorators. */
export function requiredValues(path: string, text: string, entity: string): RequiredValues {
  const source = parseSource(path, text);
  const members = entityNamed(source, entity)?.members.filter(ts.isPropertyDeclaration) ?? [];
  const names = new Set(members.map(({ name }) => name.getText()));
  const relations = members
    .flatMap((member) => relationOf(member) ?? [])
    .filter(({ kind, optional }) => kind === 'belongsTo' && !optional);
  const withoutKey = relations.map(({ name }) => name).filter((name) => !names.has(`${name}Id`));
  const keys = new Set(
    members.filter((member) => decoratorOf(member, 'ManyToOne', 'OneToOne')).map(({ name }) => `${name.getText()}Id`),
  );
  const enums = new Map<string, EnumPlace>();
  const unknown = [...withoutKey];
  const columns: Field[] = [];
  for (const member of members.filter((one) => decoratorOf(one, 'Column') && !keys.has(one.name.getText()))) {
    const column = requiredColumnOf(member);
    if (column === 'unknown') unknown.push(member.name.getText());
    else if (column) columns.push(column);
    if (typeof column !== 'object' || column.kind !== 'enum') continue;
    const place = enumPlaceOf(source, member);
    if (place && !column.unique) enums.set(column.name, place);
    else unknown.push(column.name);
  }
  return { fields: [...columns, ...relations], enums, unknown };
}
