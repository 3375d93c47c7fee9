import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { PlanningContext } from './planning.context';
import type { Notices } from './presence.rules';

/** Code of the warning of a default that is another one each time that the table is made. */
export const MOMENT_DEFAULT = 'moment-default';

/** Types of which no value looks like the call of a function. */
const TIME = /^(?:date|time|timestamp)\b/;
const OTHERS = new Set(['uuid', 'integer', 'bigint', 'smallint', 'numeric', 'boolean']);

/** Texts that stand for the time at which PostgreSQL reads them, which is once. */
const MOMENT = /^'(?:now(?:\(\))?|today|tomorrow|yesterday)'$/i;
const FUNCTION = /^'(?:\w+\((?:[^']|'')*\)|current_(?:date|time|timestamp)|local(?:time|timestamp))'$/i;

const FUNCTIONS: Readonly<Record<string, string>> = {
  now: 'now()',
  today: 'current_date',
  tomorrow: 'current_date + 1',
  yesterday: 'current_date - 1',
};

/** As an entity gives it. */
function asFunction(text: string): string {
  const inner = text.slice(1, -1).replaceAll("''", "'");
  const call = FUNCTIONS[inner.toLowerCase()] ?? inner;
  return `default: () => ${call.includes("'") ? `"${call}"` : `'${call}'`}`;
}

/** Defaults that TypeORM sends as a text, as they were given as one, where a function is meant. */
export function textDefaults({ definitions }: PlanningContext): Notices {
  const problems: PlanNotice[] = [];
  const warnings: PlanNotice[] = [];
  for (const [relation, { table }] of definitions)
    for (const { name, type, default: text, isArray } of table.columns) {
      if (typeof text !== 'string' || isArray) continue;
      const meant = `A function is given so: ${asFunction(text)}`;
      const path = `${relation}.${name}`;
      if (TIME.test(type) && MOMENT.test(text))
        warnings.push({
          code: MOMENT_DEFAULT,
          relation,
          message: `${path}: its default is the text ${text}, which PostgreSQL reads when the table is made: each row gets that same time. ${meant}`,
        });
      else if ((TIME.test(type) || OTHERS.has(type)) && FUNCTION.test(text))
        problems.push({
          code: 'text-default',
          relation,
          message: `${path}: its default is the text ${text}, which is no ${type}. ${meant}`,
        });
    }
  return { problems, warnings };
}
