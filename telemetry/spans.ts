import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';

/**
 * The product's own spans, by OpenTelemetry's interface. Without its SDK (tracing.ts) nothing here does anything. Names
 * and attributes hold kinds, codes, counts, and IDs of ours; what else an attribute says is not exported.
 */
const tracer = (): Tracer => trace.getTracer('seatwise');

/** Attributes of our spans; where OpenTelemetry's conventions have a name, theirs. Only these are exported. */
export const attributeNames = [
  'db.operation.name',
  'db.collection.name',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'seatwise.attempt',
  'seatwise.request_id',
  'seatwise.statements',
  'seatwise.statements_ms',
  'seatwise.tenant_id',
  'url.template',
] as const;

export type OwnAttributes = Partial<Record<(typeof attributeNames)[number], string | number>>;

/** Sets attributes of the current span. */
export function noteOnSpan(attributes: OwnAttributes): void {
  trace.getActiveSpan()?.setAttributes(attributes satisfies Attributes);
}

/** Runs `work` as a client's span, a part of the current span; alone it is not worth a trace. */
export function inClientSpan<T>(name: string, attributes: OwnAttributes, work: () => Promise<T>): Promise<T> {
  if (trace.getActiveSpan() === undefined) return work();
  return endingWith(tracer().startSpan(name, { kind: SpanKind.CLIENT, attributes }), work);
}

/** Runs `work` as the first span of the request's trace. */
export function inRequestSpan<T>(
  requestId: string,
  name: string,
  attributes: OwnAttributes,
  work: () => Promise<T>,
): Promise<T> {
  const span = asFirstOf(requestId, () =>
    tracer().startSpan(name, {
      kind: SpanKind.SERVER,
      root: true,
      attributes: { ...attributes, 'seatwise.request_id': requestId },
    }),
  );
  return endingWith(span, work);
}

/** Continues the trace of a request that has long been answered. Null: no request caused it. */
export function inTraceOf<T>(requestId: string | null, name: string, work: () => Promise<T>): Promise<T> {
  const ids = requestId === null ? null : traceIdsOf(requestId);
  if (ids === null) return work();
  const parent = trace.setSpanContext(ROOT_CONTEXT, {
    ...ids,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
  return endingWith(tracer().startSpan(name, { kind: SpanKind.CONSUMER }, parent), work);
}

async function endingWith<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * A request's trace is found by its ID: the ID of the trace is that of the request without dashes, and its first span has
 * the second half. So a row that knows its request can continue the trace. Null: not an ID of ours.
 */
export function traceIdsOf(requestId: string): TraceIds | null {
  if (!uuid.test(requestId)) return null;
  const traceId = requestId.replaceAll('-', '');
  return { traceId, spanId: traceId.slice(16) };
}

let first: TraceIds | null = null;

/** What the span that is being started must be called; null: any random ID. */
export const idsOfFirstSpan = (): TraceIds | null => first;

function asFirstOf(requestId: string, start: () => Span): Span {
  first = traceIdsOf(requestId);
  try {
    return start();
  } finally {
    first = null;
  }
}

interface Statement {
  readonly operation: string;
  readonly table: string | null;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** Statements that took longer have a span; all are counted on the span that sent them. */
const slowMs = 20;
const sums = new WeakMap<Span, { count: number; ms: number }>();

/** Notes a statement that has ended on the current span. */
export function noteStatement({ operation, table, durationMs, failed }: Statement): void {
  const span = trace.getActiveSpan();
  if (span?.isRecording() !== true) return;
  const sum = sums.get(span) ?? { count: 0, ms: 0 };
  sums.set(span, sum);
  sum.count += 1;
  sum.ms += durationMs;
  span.setAttributes({
    'seatwise.statements': sum.count,
    'seatwise.statements_ms': Math.round(sum.ms),
  } satisfies OwnAttributes);
  if (durationMs < slowMs && !failed) return;
  const endTime = Date.now();
  const slow = tracer().startSpan(table === null ? operation : `${operation} ${table}`, {
    kind: SpanKind.CLIENT,
    startTime: endTime - durationMs,
    attributes: {
      'db.operation.name': operation,
      ...(table === null ? {} : { 'db.collection.name': table }),
    } satisfies OwnAttributes,
  });
  if (failed) slow.setStatus({ code: SpanStatusCode.ERROR });
  slow.end(endTime);
}
