import ts from 'typescript';
import type { RelationField } from '../fields/field';
import { decoratorOf, isFalse, optionsOf, valueIn } from './class.reader';

/** `owner`, of `@ManyToOne(() => User)`; undefined where the other entity has the column or the junction. */
export function relationOf(member: ts.PropertyDeclaration): RelationField | undefined {
  const call = decoratorOf(member, 'ManyToOne', 'OneToOne', 'ManyToMany');
  const many = decoratorOf(member, 'ManyToMany') !== undefined;
  const owns = decoratorOf(member, 'ManyToOne') ?? decoratorOf(member, many ? 'JoinTable' : 'JoinColumn');
  const [target] = call?.arguments ?? [];
  if (!call || !owns || !target || !ts.isArrowFunction(target) || !ts.isIdentifier(target.body)) return undefined;
  return {
    name: member.name.getText(),
    kind: many ? 'manyToMany' : 'belongsTo',
    target: target.body.text,
    optional: !many && !isFalse(valueIn(optionsOf(call), 'nullable')),
    unique: decoratorOf(member, 'OneToOne') !== undefined,
    indexed: false,
  };
}
