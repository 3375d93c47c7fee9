import { environmentSchema } from './environment.schema';

/** Whether one letter more, less or other, or two that have changed places, or none makes the one of the other. */
function isOneSlipApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 1) === long.slice(at + 1) || (isSwapped && short.slice(at + 2) === long.slice(at + 2));
}

/**
 * What to say of the variables of an `.env` that are nearly one of the app's and so change nothing: without
 * `DATBASE_URL` the app starts on its embedded server, with `ENVIROMENT=production` in development. Other programs may
 * read the same file, so that this is no fault.
 * @param places where it sets each
 * @param variables all that are set, this file's among them
 */
export function misspeltVariables(
  places: ReadonlyMap<string, string>,
  variables: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = Object.keys(environmentSchema.describe().keys as object);
  return [...places].flatMap(([name, place]) => {
    const meant = known.includes(name) ? undefined : known.find((other) => isOneSlipApart(name.toUpperCase(), other));
    return meant === undefined || variables[meant] !== undefined
      ? []
      : [`${place}: ${name} changes nothing here; should it be ${meant}?`];
  });
}
