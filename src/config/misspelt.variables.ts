import { environmentSchema } from './environment.schema';

/** Whether two names are equal, or one letter was added, left out, replaced, or swapped with its neighbour. */
function isOneSlipApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 1) === long.slice(at + 1) || (isSwapped && short.slice(at + 2) === long.slice(at + 2));
}

/**
 * A warning for each variable of an `.env` that is nearly one of the app's and so has no effect: with `DATBASE_URL` the
 * app starts on its embedded server, with `ENVIROMENT=production` in development. Not an error, as other programs may
 * read the same file.
 * @param places where the file sets each variable
 * @param variables all variables that are set, those of the file included
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
