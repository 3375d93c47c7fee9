import { posix } from 'node:path';
import ts from 'typescript';
import type { Field, RelationField } from '../fields/field';
import { decoratedClasses, decoratorOf, parseSource, valueIn } from './class.reader';
import { requiredColumnOf } from './column.reader';

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

const isProperty = (node: ts.ClassElement): node is ts.PropertyDeclaration => ts.isPropertyDeclaration(node);

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
  const options = decoratorOf(member, 'Column')?.arguments.find(ts.isObjectLiteralExpression);
  const name = valueIn(options, 'enum')?.getText(source) ?? '';
  return /^\w+$/.test(name) ? { name, file: fileOf(source, name) } : undefined;
}

/** `owner`, of `@ManyToOne(() => User, { nullable: false })`; undefined where it may be empty, or is the other side's. */
function readRelation(member: ts.PropertyDeclaration): RelationField | undefined {
  const call = decoratorOf(member, 'ManyToOne', 'OneToOne');
  const [target] = call?.arguments ?? [];
  const required = call?.arguments.some((options) => valueIn(options, 'nullable')?.kind === ts.SyntaxKind.FalseKeyword);
  if (!call || !required || !target || !ts.isArrowFunction(target) || !ts.isIdentifier(target.body)) return undefined;
  const unique = decoratorOf(member, 'OneToOne') !== undefined;
  return {
    name: member.name.getText(),
    kind: 'belongsTo',
    target: target.body.text,
    optional: false,
    unique,
    indexed: false,
  };
}

/** Reads what a row of the entity needs, by its decorators. */
export function requiredValues(path: string, text: string, entity: string): RequiredValues {
  const source = parseSource(path, text);
  const node = decoratedClasses(source, 'Entity').find(({ name }) => name?.text === entity);
  const members = node?.members.filter(isProperty) ?? [];
  const names = new Set(members.map(({ name }) => name.getText()));
  const relations = members.flatMap((member) => readRelation(member) ?? []);
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
