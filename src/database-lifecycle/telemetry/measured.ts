import type { DifferenceSeverity } from '../interfaces/catalog-difference.interface';
import type { LifecycleOperation, LifecyclePlace } from '../interfaces/lifecycle-hooks.interface';

/** Where OpenTelemetry's API, of major version 1, keeps what an SDK has registered with it. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

export interface MeasuredOperation extends LifecyclePlace {
  readonly name: LifecycleOperation | 'drift';
}

/** What one operation did, in numbers. */
export interface Measures {
  readonly statements?: number;
  /** Tables and views. */
  readonly created?: number;
  readonly migrations?: number;
  /** Rows by seeder. */
  readonly rows?: ReadonlyMap<string, number>;
  readonly differences?: Readonly<Record<DifferenceSeverity, number>>;
}

export type OnLocked = (waitedMs: number) => void;

/** An app without an SDK for traces or metrics has nobody to tell, so that the API is not even loaded. */
function openTelemetry(): typeof import('./operation.trace') | undefined {
  const registry = (globalThis as Record<symbol, { trace?: unknown; metrics?: unknown } | undefined>)[REGISTRY];
  if (!registry?.trace && !registry?.metrics) return undefined;
  try {
    return require('./operation.trace') as typeof import('./operation.trace');
  } catch (error) {
    // An optional peer: a strict package manager hides the SDK's own.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Does the work in a span with its numbers, where the app has set up OpenTelemetry; metrics are not counted, see
 * counted().
 */
export const traced = <Result>(
  operation: MeasuredOperation,
  work: (onLocked: OnLocked) => Promise<Result>,
  measuresOf: (result: Result) => Measures,
): Promise<Result> => openTelemetry()?.traceOperation(operation, work, measuresOf) ?? work(() => undefined);

/** Adds what was done, once it is committed, to the metrics of the app. */
export const counted = (operation: MeasuredOperation, measures: Measures): void =>
  openTelemetry()?.countMeasures(operation, measures);

/** Does the work, as a span and in numbers where the app has set up OpenTelemetry. */
export async function measured<Result>(
  operation: MeasuredOperation,
  work: (onLocked: OnLocked) => Promise<Result>,
  measuresOf: (result: Result) => Measures,
): Promise<Result> {
  const result = await traced(operation, work, measuresOf);
  counted(operation, measuresOf(result));
  return result;
}
