import { context, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { commonAttributes, failureAttributes, measureAttributes, placeAttributes, SCOPE } from './attributes';
import { recordDuration, recordLockWait, recordMeasures } from './instruments';
import type { MeasuredOperation, Measures, OnLocked } from './measured';

/** A span of what has ended right now, below `parent`. */
function traceWait(parent: Span, waitedMs: number): void {
  const end = Date.now();
  trace
    .getTracer(SCOPE)
    .startSpan('database_lifecycle.lock.wait', { startTime: end - waitedMs }, trace.setSpan(context.active(), parent))
    .end(end);
}

/** Does the work in a span of its own, so that those of pg's instrumentation lie below it, and records how long it took. */
export async function traceOperation<Result>(
  operation: MeasuredOperation,
  work: (onLocked: OnLocked) => Promise<Result>,
  measuresOf: (result: Result) => Measures,
): Promise<Result> {
  const common = commonAttributes(operation);
  const started = performance.now();
  const span = trace
    .getTracer(SCOPE)
    .startSpan(`database_lifecycle.${operation.name}`, { attributes: { ...common, ...placeAttributes(operation) } });
  const onLocked = (waitedMs: number): void => {
    traceWait(span, waitedMs);
    recordLockWait(waitedMs / 1000, common);
  };
  let failure = {};
  try {
    const result = await context.with(trace.setSpan(context.active(), span), () => work(onLocked));
    span.setAttributes(measureAttributes(measuresOf(result)));
    return result;
  } catch (error) {
    failure = failureAttributes(error);
    span.setAttributes(failure).setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    recordDuration((performance.now() - started) / 1000, { ...common, ...failure });
    span.end();
  }
}

export const countMeasures = (operation: MeasuredOperation, measures: Measures): void =>
  recordMeasures(measures, commonAttributes(operation));
