import { context, metrics, trace, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry's own SDK, as an app sets it up, with exporters that keep everything. */
export class MemorySdk {
  private readonly spansKept = new InMemorySpanExporter();
  private readonly metricsKept = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  private readonly tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.spansKept)] });
  private readonly reader = new PeriodicExportingMetricReader({ exporter: this.metricsKept });
  private readonly meters = new MeterProvider({ readers: [this.reader] });

  /** @param only an app may set up one of both. Default: both */
  start(only?: 'traces' | 'metrics'): void {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    if (only !== 'metrics') trace.setGlobalTracerProvider(this.tracers);
    if (only !== 'traces') metrics.setGlobalMeterProvider(this.meters);
  }

  async stop(): Promise<void> {
    for (const api of [trace, metrics, context]) api.disable();
    await this.tracers.shutdown();
    await this.meters.shutdown();
  }

  get spans() {
    return this.spansKept.getFinishedSpans();
  }

  /** Each point by the metric's name, with its unit and what it says of itself. */
  async points(): Promise<
    { name: string; unit: string; description: string; attributes: Attributes; value: unknown }[]
  > {
    await this.reader.forceFlush();
    return this.metricsKept
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: each }) => each))
      .flatMap(({ descriptor: { name, unit, description }, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => ({ name, unit, description, attributes, value })),
      );
  }
}
