import ts from 'typescript';
import { decoratedClasses, decoratorOf, optionsOf, parseSource, textOf, valueIn } from './class.reader';

/** The one column of an entity's primary key, as far as another entity can refer to it. */
export interface EntityKey {
  readonly property: string;
  readonly type: 'uuid' | 'integer';
}

/** An entity of the app, as its file says. */
export interface EntityClass {
  readonly name: string;
  readonly path: string;
  /** None where the key is of another kind: composite, text... */
  readonly key?: EntityKey;
}

const INTEGER_KEYS = new Set([undefined, 'increment', 'identity', 'rowid']);

function keyOf(node: ts.ClassDeclaration): EntityKey | undefined {
  const keys = node.members.filter((member) => decoratorOf(member, 'PrimaryGeneratedColumn', 'PrimaryColumn'));
  const [member] = keys;
  if (!member?.name || !ts.isIdentifier(member.name) || keys.length > 1) return undefined;
  const generated = decoratorOf(member, 'PrimaryGeneratedColumn');
  const call = generated ?? decoratorOf(member, 'PrimaryColumn');
  const kind = textOf(call?.arguments[0]);
  const type = textOf(valueIn(optionsOf(call), 'type')) ?? (generated ? undefined : kind);
  const property = member.name.text;
  if (kind === 'uuid' || type === 'uuid') return { property, type: 'uuid' };
  if (generated && INTEGER_KEYS.has(kind) && [undefined, 'int', 'int4', 'integer'].includes(type))
    return { property, type: 'integer' };
  return undefined;
}

/** The class of an entity in its file. */
export const entityNamed = (source: ts.SourceFile, name: string): ts.ClassDeclaration | undefined =>
  decoratedClasses(source, 'Entity').find((node) => node.name?.text === name);

/** The entities of one file. */
export const entitiesIn = (path: string, text: string): EntityClass[] =>
  decoratedClasses(parseSource(path, text), 'Entity').flatMap((node) =>
    node.name ? [{ name: node.name.text, path, key: keyOf(node) }] : [],
  );
