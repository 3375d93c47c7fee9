import type { ValidationErrorItem } from 'joi';
import { printable, resolveEnvironment } from '../database-lifecycle';
import { schemaOf } from './database-url.rule';
import { EnvironmentError } from './environment.error';
import { environmentSchema, type Environment, type VariableMeta } from './environment.schema';

function describeFault({ path, type, context }: ValidationErrorItem, environmentName: string): string {
  const name = path.join('.');
  const [meta] = environmentSchema.extract(name).describe().metas ?? [];
  const { expected, secret } = meta as VariableMeta;
  if (type === 'variable.fault') return `${name}: ${context?.fault}`;
  if (type === 'any.required')
    return `${name}: not set, expected ${expected} (environment "${printable(environmentName)}")`;
  return `${name}: found ${secret ? 'a value that is not shown here' : `"${printable(String(context?.value))}"`}, expected ${expected}`;
}

/**
 * Turns environment variables into typed values with their defaults. An empty value is no value; variables that the
 * schema does not name are left out.
 *
 * @param known faults found before, e.g. in `.env`. Default: none
 * @param places where each variable was set, e.g. `.env:3`, to be put in front of its fault. Default: not known
 * @throws {EnvironmentError} with every fault
 */
export function parseEnvironment(
  variables: Record<string, string | undefined>,
  known: readonly string[] = [],
  places: ReadonlyMap<string, string> = new Map(),
): Environment {
  const { name, policy } = resolveEnvironment(variables);
  const { error, value } = environmentSchema.validate(variables, {
    abortEarly: false,
    stripUnknown: true,
    context: { policy },
  });
  const told = (error?.details ?? []).map((detail) =>
    [places.get(detail.path.join('.')), describeFault(detail, name)].filter(Boolean).join(': '),
  );
  const faults = [...known, ...told];
  if (faults.length > 0) throw new EnvironmentError(faults);
  return { DATABASE_SCHEMA: schemaOf(value.DATABASE_URL), ...value, ENVIRONMENT: name };
}

/** How to log before it is known whether the other variables are usable; a faulty value counts as the default. */
export function parseLogging(
  variables: Record<string, string | undefined>,
): Pick<Environment, 'LOG_FORMAT' | 'LOG_LEVEL'> {
  const read = (name: 'LOG_FORMAT' | 'LOG_LEVEL') => {
    const rule = environmentSchema.extract(name);
    const { error, value } = rule.validate(variables[name]);
    return error ? rule.validate(undefined).value : value;
  };
  return { LOG_FORMAT: read('LOG_FORMAT'), LOG_LEVEL: read('LOG_LEVEL') };
}
