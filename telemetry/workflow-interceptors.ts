import { type Context, context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { interceptors as opentelemetry } from '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors.js';
import {
  workflowInfo,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptors,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { workflowType } from '../contracts/temporal/starts.ts';

/** Of the traced bundle (scripts/build.mjs): Temporal's interceptors, and which trace the work of a loop belongs to. */
export const interceptors = (): WorkflowInterceptors => {
  const { inbound = [], outbound = [], internals = [] } = opentelemetry();
  const causes = new Causes();
  return { inbound: [...inbound, causes.inbound], outbound: [causes.outbound, ...outbound], internals };
};

/**
 * A workflow that lives for months works in a loop that messages wake. By itself all that it does would be in the trace
 * of the click that once started it; here what a message causes is in the trace of that message, up to the next wait.
 * Only the order of spans is changed: no command, and no step of a promise.
 */
class Causes {
  /** Of `execute`, where the loop runs; handlers have spans of their own. */
  private loop: Span | undefined;
  /** Of the last message that nothing was done for yet. */
  private waiting: Context | null = null;
  /** What the loop works on. */
  private current: Context | null = null;

  readonly inbound: WorkflowInboundCallsInterceptor = {
    execute: (input, next) => {
      this.loop = trace.getActiveSpan();
      return next(input);
    },
    handleSignal: (input, next) => {
      this.waiting = context.active();
      return next(input);
    },
    handleUpdate: (input, next) => {
      this.waiting = context.active();
      return next(input);
    },
  };

  readonly outbound: WorkflowOutboundCallsInterceptor = {
    scheduleActivity: (input, next) => context.with(this.causeOfWork(), () => next(input)),
    startTimer: (input, next) => {
      const fired = next(input);
      if (!this.isLoop()) return fired;
      this.current = null;
      // What the clock begins, no message caused.
      fired.then(
        () => (this.waiting = null),
        () => undefined,
      );
      return fired;
    },
    continueAsNew: (input, next) => context.with(this.causeOfNextRun(), () => next(input)),
  };

  private isLoop(): boolean {
    return trace.getActiveSpan() === this.loop;
  }

  private causeOfWork(): Context {
    if (!this.isLoop()) return context.active();
    if (this.current === null) {
      this.current = this.waiting;
      this.waiting = null;
    }
    return this.current ?? context.active();
  }

  /** The entity has no last run: one that no message caused begins a trace. Finite workflows go on in theirs. */
  private causeOfNextRun(): Context {
    if (workflowInfo().workflowType !== workflowType.integration) return context.active();
    return this.current ?? this.waiting ?? ROOT_CONTEXT;
  }
}
