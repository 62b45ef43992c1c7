import { AsyncLocalStorage } from 'node:async_hooks';
import { isSpanContextValid, trace } from '@opentelemetry/api';

/** What each log line written during a piece of work carries. IDs and type names only (architecture.md 11). */
export interface LogContext {
  /** Of the HTTP request that caused it. */
  readonly requestId?: string;
  /** Set while the work lasts: a request learns which workflow it speaks to. */
  workflowId?: string;
  /** Set once the work has a span: what is written after that span ended still names its trace. */
  traceId?: string;
  readonly runId?: string;
  readonly activity?: string;
}

const contexts = new AsyncLocalStorage<LogContext>();

/** Runs `work` with these IDs in its log lines, in addition to those of what it is a part of. */
export const withLogContext = <T>(context: LogContext, work: () => T): T =>
  contexts.run({ ...contexts.getStore(), ...context }, work);

/** Notes the workflow that the current work starts, wakes, or asks. */
export function noteWorkflow(workflowId: string): void {
  const context = contexts.getStore();
  if (context !== undefined) context.workflowId = workflowId;
}

/** Notes the trace of the current span, for lines that are written after it has ended. */
export function noteTrace(): void {
  const store = contexts.getStore();
  const traceId = currentTraceId();
  if (store !== undefined && traceId !== undefined) store.traceId = traceId;
}

function currentTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span) ? span.traceId : undefined;
}

/** Pino's `mixin`: the IDs of the current work, and of its trace. */
export function logIds(): object {
  const traceId = currentTraceId();
  return { ...contexts.getStore(), ...(traceId === undefined ? {} : { traceId }) };
}
