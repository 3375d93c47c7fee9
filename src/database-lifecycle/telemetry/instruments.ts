import { metrics, type Attributes } from '@opentelemetry/api';
import { SCOPE } from './attributes';
import type { Measures } from './measured';

const SECONDS = { unit: 's', advice: { explicitBucketBoundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] } };

/** Looked up each time, so that an SDK that is registered later gets what comes after. */
const meter = () => metrics.getMeter(SCOPE);

export function recordLockWait(seconds: number, attributes: Attributes): void {
  const description = 'How long the lifecycle lock was waited for, of those operations that had to wait';
  meter()
    .createHistogram('database_lifecycle.lock.wait', { ...SECONDS, description })
    .record(seconds, attributes);
}

export function recordDuration(seconds: number, attributes: Attributes): void {
  const description = 'How long an operation took, the wait for the lifecycle lock included';
  meter()
    .createHistogram('database_lifecycle.operation.duration', { ...SECONDS, description })
    .record(seconds, attributes);
}

function add(name: string, unit: string, description: string, value: number | undefined, attributes: Attributes): void {
  if (value) meter().createCounter(name, { unit, description }).add(value, attributes);
}

export function recordMeasures(
  { statements, created, migrations, rows = new Map(), differences }: Measures,
  attributes: Attributes,
): void {
  add('database_lifecycle.statements', '{statement}', 'DDL and records sent', statements, attributes);
  add('database_lifecycle.relations.created', '{relation}', 'Tables and views created', created, attributes);
  add(
    'database_lifecycle.migrations',
    '{migration}',
    'Migrations run, reverted or recorded as run',
    migrations,
    attributes,
  );
  for (const [seeder, count] of rows)
    add('database_lifecycle.seed.rows', '{row}', 'Rows that a seeder left in its tables', count, {
      ...attributes,
      'database_lifecycle.seeder': seeder,
    });
  const gauge =
    differences &&
    meter().createGauge('database_lifecycle.drift.differences', {
      unit: '{difference}',
      description: 'Differences that the last look at the drift found',
    });
  for (const [severity, count] of Object.entries(differences ?? {}))
    gauge?.record(count, { ...attributes, 'database_lifecycle.severity': severity });
}
