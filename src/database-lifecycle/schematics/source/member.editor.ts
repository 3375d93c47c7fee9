import { parseSource } from './class.reader';
import { entityNamed } from './entity.class';
import { addImport } from './import.editor';
import { applyEdits, insertion } from './text.edits';

export interface NeededImport {
  readonly name: string;
  readonly from: string;
  readonly isType?: boolean;
}

/** Puts a member at the end of an entity's class, with the imports that it needs. */
export function addMember(
  path: string,
  text: string,
  entity: string,
  member: string,
  imports: readonly NeededImport[],
): string {
  const node = entityNamed(parseSource(path, text), entity);
  if (!node) return text;
  const place = node.members.end;
  const withMember = applyEdits(text, [insertion(place, `\n\n${member}`)]);
  return imports.reduce(
    (done, { name, from, isType }) => applyEdits(done, addImport(parseSource(path, done), name, from, isType)),
    withMember,
  );
}

/** Whether an entity's class has a member of this name. */
export const hasMember = (path: string, text: string, entity: string, member: string): boolean =>
  entityNamed(parseSource(path, text), entity)?.members.some(({ name }) => name?.getText() === member) ?? false;
