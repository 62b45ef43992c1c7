import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { envDetectorSync, Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  RandomIdGenerator,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import { attributeNames, idsOfFirstSpan } from './spans.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** A collector that is down must not hold up a process that shuts down. */
const closeWithinMs = 2_000;
/** Spans are lost by the batch; one line a minute says so. */
const lossSaidEveryMs = 60_000;

/**
 * Starts OpenTelemetry in this process.
 * @param exporter absent: OTLP over HTTP, to where its variables say
 */
export function openTracing(
  options: TracingOptions,
  exporter: SpanExporter = new OTLPTraceExporter(),
): Tracing {
  const share = new TraceIdRatioBasedSampler(options.share);
  const processor = new BatchSpanProcessor(exportingAllowed(exporter, share));
  const provider = new BasicTracerProvider({
    resource: new Resource({
      'service.name': options.service,
      'service.version': options.version,
    }).merge(envDetectorSync.detect()),
    sampler: new ParentBasedSampler({ root: share }),
    idGenerator: idGenerator(new RandomIdGenerator()),
    spanProcessors: [processor],
  });
  provider.register({
    contextManager: new AsyncLocalStorageContextManager().enable(),
    propagator: new W3CTraceContextPropagator(),
  });
  setGlobalErrorHandler(onLossAtMostEvery(lossSaidEveryMs, options.onLoss));
  return {
    ofClients: [onlyWithinSpans(new OpenTelemetryWorkflowClientInterceptor())],
    ofActivities: (activity) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(activity) }),
    sinks: { exporter: makeWorkflowExporter(processor, provider.resource) },
    async close() {
      await endsWithin(closeWithinMs, provider.shutdown());
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** The first span of a request has the IDs that its request ID gives (spans.ts). */
const idGenerator = (random: IdGenerator): IdGenerator => ({
  generateTraceId: () => idsOfFirstSpan()?.traceId ?? random.generateTraceId(),
  generateSpanId: () => idsOfFirstSpan()?.spanId ?? random.generateSpanId(),
});

/** What repair and other work in the background asks of Temporal is a part of no trace, and would be one each. */
function onlyWithinSpans(traced: OpenTelemetryWorkflowClientInterceptor): WorkflowClientInterceptor {
  return {
    startWithDetails: within((input, next) => traced.startWithDetails(input, next)),
    signal: within((input, next) => traced.signal(input, next)),
    signalWithStart: within((input, next) => traced.signalWithStart(input, next)),
    startUpdate: within((input, next) => traced.startUpdate(input, next)),
    startUpdateWithStart: within((input, next) => traced.startUpdateWithStart(input, next)),
    query: within((input, next) => traced.query(input, next)),
    describe: within((input, next) => traced.describe(input, next)),
    cancel: within((input, next) => traced.cancel(input, next)),
  };
}

type Call<Input, Output> = (input: Input, next: (input: Input) => Promise<Output>) => Promise<Output>;

const within =
  <Input, Output>(traced: Call<Input, Output>): Call<Input, Output> =>
  (input, next) =>
    trace.getActiveSpan() === undefined ? next(input) : traced(input, next);

/** By the name that Temporal's interceptors give it, the name under which it is exported. */
const keptNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(attributeNames.map((name) => [name, name])),
  temporalWorkflowId: 'temporalWorkflowId',
  temporalActivityId: 'temporalActivityId',
  temporalUpdateId: 'temporalUpdateId',
  run_id: 'run_id',
  // Spans of workflows come with all that `workflowInfo` says.
  workflowId: 'temporalWorkflowId',
  runId: 'run_id',
};

/**
 * Sends on what may leave: of attributes an allow-list, as in log lines, and neither messages nor stacks of errors, which
 * may quote values. Workflows sample by themselves, and take every trace that begins in one: `share` decides again.
 */
const exportingAllowed = (exporter: SpanExporter, share: Sampler): SpanExporter => ({
  export: (spans, done) => {
    exporter.export(spans.filter((span) => isOfShare(span, share)).map(allowed), done);
  },
  shutdown: () => exporter.shutdown(),
});

const isOfShare = (span: ReadableSpan, share: Sampler): boolean =>
  share.shouldSample(ROOT_CONTEXT, span.spanContext().traceId, span.name, SpanKind.INTERNAL, {}, [])
    .decision === SamplingDecision.RECORD_AND_SAMPLED;

function allowed(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(
    Object.entries(span.attributes).flatMap(([name, value]) => {
      const kept = keptNames[name];
      return kept === undefined ? [] : [[kept, value]];
    }),
  );
  return Object.assign(Object.create(span) as ReadableSpan, {
    attributes,
    events: [],
    links: [],
    status: { code: span.status.code },
  });
}

function onLossAtMostEvery(milliseconds: number, onLoss: (reason: string) => void): (error: unknown) => void {
  let saidAt = -Infinity;
  return (error) => {
    if (performance.now() - saidAt < milliseconds) return;
    saidAt = performance.now();
    onLoss(reasonOf(error));
  };
}

/** Status or errno; messages may quote an address with a password in it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? `${error.name} ${code}` : error.name;
}

async function endsWithin(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
