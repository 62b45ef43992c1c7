import { Counter, Histogram, type Registry } from 'prom-client';

/** What the workers tell Prometheus (architecture.md 12); the registry is the process's own. */
export interface WorkerMetrics {
  attempt(activity: string, code: string, number: number, durationMs: number): void;
  /** @param vendor its kind; of any PSA: `psa`. */
  vendorCall(vendor: string, outcome: string): void;
  budgetWait(ms: number): void;
  /** A part of the repair failed: an integration, a run, a write-back or the whole of it. */
  repairFailure(): void;
  /** A signed checkpoint of the audit could not be written outside the database. */
  anchorFailure(): void;
  /** Temporal rejected a word for an approval. */
  outboxRejection(): void;
}

/** Patience of six hours, with waits that grow, is some 25 attempts: beyond them something does not pass by itself. */
const manyAttempts = 25;

export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const attempts = new Histogram({
    name: 'seatwise_activity_attempt_seconds',
    help: 'Duration of activity attempts by activity and code',
    labelNames: ['activity', 'code'],
    registers: [registry],
  });
  const late = new Counter({
    name: 'seatwise_activity_late_attempts_total',
    help: `Activity attempts after the ${manyAttempts}th`,
    labelNames: ['activity'],
    registers: [registry],
  });
  const calls = new Counter({
    name: 'seatwise_vendor_calls_total',
    help: 'Calls to vendors by outcome',
    labelNames: ['vendor', 'outcome'],
    registers: [registry],
  });
  const waits = new Histogram({
    name: 'seatwise_vendor_budget_wait_seconds',
    help: 'Time a call waited for the rate budget of the vendor',
    registers: [registry],
  });
  const repairFailures = new Counter({
    name: 'seatwise_repair_failures_total',
    help: 'Parts of the repair that failed (an integration, a run, a write-back); each is tried again every five minutes',
    registers: [registry],
  });
  const rejections = new Counter({
    name: 'seatwise_outbox_rejections_total',
    help: 'Signals for approvals that Temporal rejected; each is sent again',
    registers: [registry],
  });
  const anchorFailures = new Counter({
    name: 'seatwise_audit_anchor_failures_total',
    help: 'Signed checkpoints of the audit that could not be written outside the database',
    registers: [registry],
  });
  return {
    anchorFailure: () => anchorFailures.inc(),
    attempt: (activity, code, number, durationMs) => {
      attempts.observe({ activity, code }, durationMs / 1000);
      late.inc({ activity }, number > manyAttempts ? 1 : 0);
    },
    vendorCall: (vendor, outcome) => calls.inc({ vendor, outcome }),
    budgetWait: (ms) => waits.observe(ms / 1000),
    repairFailure: () => repairFailures.inc(),
    outboxRejection: () => rejections.inc(),
  };
}
