import type { Attributes } from '@opentelemetry/api';
import { sqlstateOf } from '../errors/failure.chain';
import type { MeasuredOperation, Measures } from './measured';

/** The instrumentation scope of all spans and metrics. */
export const SCOPE = 'nest-database-lifecycle';

/** Few values each, as metrics want it. */
export const commonAttributes = ({ name, database }: MeasuredOperation): Attributes => ({
  'db.system.name': 'postgresql',
  'db.namespace': database,
  'database_lifecycle.operation': name,
});

export const placeAttributes = ({ dataSource, environment }: MeasuredOperation): Attributes => ({
  'database_lifecycle.data_source': dataSource,
  'database_lifecycle.environment': environment,
});

/** By class and SQLSTATE: PostgreSQL's message may show a row. */
export const failureAttributes = (error: unknown): Attributes => ({
  'error.type': error instanceof Error ? error.name : '_OTHER',
  'db.response.status_code': sqlstateOf(error),
});

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

export const measureAttributes = ({ statements, created, migrations, rows, differences }: Measures): Attributes => ({
  'database_lifecycle.statements': statements,
  'database_lifecycle.relations.created': created,
  'database_lifecycle.migrations': migrations,
  'database_lifecycle.seeders': rows && [...rows.keys()],
  'database_lifecycle.seed.rows': rows && sum(rows.values()),
  'database_lifecycle.drift.differences': differences && sum(Object.values(differences)),
});
