/** What JavaScript takes for no name of a variable in a module, where code is strict. */
const RESERVED: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield`.split(/\s+/),
);

/** Whether a variable can not be called so; a property always can. */
export const isReserved = (name: string): boolean => RESERVED.has(name);

/** `pet`, for one `Pet`; `aClass`, for one `Class`. */
export function variableOf(className: string): string {
  const name = className.charAt(0).toLowerCase() + className.slice(1);
  return isReserved(name) ? `a${className}` : name;
}
