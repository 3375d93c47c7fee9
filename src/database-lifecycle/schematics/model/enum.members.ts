import type { EnumField } from '../fields/field';
import { pascalCase } from '../names/letter-case';

interface EnumMember {
  readonly name: string;
  readonly label: string;
}

/** `in-progress` becomes `InProgress = 'in-progress'`. */
export const enumMembers = ({ labels }: EnumField): EnumMember[] =>
  labels.map((label) => ({ name: pascalCase(label), label }));
