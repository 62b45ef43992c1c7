import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Logger } from 'pino';
import { noteWorkflow } from './log-context.ts';
import { noteStatement } from './spans.ts';

/** Sends the traces of one process to a collector. */
export interface Tracing {
  readonly ofClients: readonly WorkflowClientInterceptor[];
  readonly ofActivities: ActivityInterceptorsFactory;
  /** Take what the workflows of the traced bundle say. */
  readonly sinks: InjectedSinks<OpenTelemetrySinks>;
  /** Sends the rest, within two seconds, and stops tracing. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** `service.name`, unless `OTEL_SERVICE_NAME` says another. */
  readonly service: string;
  readonly version: string;
  /** Of traces, 0 to 1. */
  readonly share: number;
  /** Called when spans could not be sent, with what went wrong. */
  readonly onLoss: (reason: string) => void;
}

/** Of the environment (config/variables.ts); the exporter reads OpenTelemetry's further variables by itself. */
interface TracingVariables {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}

/**
 * Starts tracing if there is a collector to send to. Null: there is none, and neither OpenTelemetry's SDK nor Temporal's
 * interceptors are loaded.
 */
export async function startTracing(
  variables: TracingVariables,
  { service, version }: Pick<TracingOptions, 'service' | 'version'>,
  logger: Logger,
): Promise<Tracing | null> {
  if (variables.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  const { openTracing } = await import('./opentelemetry.ts');
  return openTracing({
    service,
    version,
    share: variables.OTEL_TRACES_SAMPLER_ARG,
    onLoss: (reason) => {
      logger.warn({ reason }, 'traces could not be sent');
    },
  });
}

/** For a database: without tracing nothing is measured. */
export const statementsOf = (tracing: Tracing | null): typeof noteStatement | undefined =>
  tracing === null ? undefined : noteStatement;

/** The workflow bundle that such a process runs (scripts/bundle-workflows.mjs). */
export const workflowBundleName = (isTraced: boolean) => (isTraced ? 'traced-bundle.js' : 'bundle.js');

/** For every client: log lines name the workflow that is spoken to, and the trace follows. */
export const clientInterceptors = (tracing: Tracing | null): WorkflowClientInterceptor[] => [
  notesWorkflow,
  ...(tracing?.ofClients ?? []),
];

const notesWorkflow: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => {
    noteWorkflow(input.options.workflowId);
    return next(input);
  },
  signal: (input, next) => {
    noteWorkflow(input.workflowExecution.workflowId);
    return next(input);
  },
  signalWithStart: (input, next) => {
    noteWorkflow(input.options.workflowId);
    return next(input);
  },
  startUpdate: (input, next) => {
    noteWorkflow(input.workflowExecution.workflowId);
    return next(input);
  },
  startUpdateWithStart: (input, next) => {
    noteWorkflow(input.workflowStartOptions.workflowId);
    return next(input);
  },
  cancel: (input, next) => {
    noteWorkflow(input.workflowExecution.workflowId);
    return next(input);
  },
};
