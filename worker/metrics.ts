import { Counter, Histogram, type Registry } from 'prom-client';

/** What the workers tell Prometheus (DESIGN 12); the registry is the process's own. */
export interface WorkerMetrics {
  attempt(activity: string, code: string, durationMs: number): void;
  vendorCall(vendor: 'duo' | 'psa', outcome: string): void;
  budgetWait(ms: number): void;
}

export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const attempts = new Histogram({
    name: 'seatwise_activity_attempt_seconds',
    help: 'Duration of activity attempts by activity and code',
    labelNames: ['activity', 'code'],
    registers: [registry],
  });
  const calls = new Counter({
    name: 'seatwise_vendor_calls_total',
    help: 'Calls to vendors by outcome',
    labelNames: ['vendor', 'outcome'],
    registers: [registry],
  });
  const waits = new Histogram({
    name: 'seatwise_duo_budget_wait_seconds',
    help: 'Time a call waited for the Duo rate budget',
    registers: [registry],
  });
  return {
    attempt: (activity, code, durationMs) => attempts.observe({ activity, code }, durationMs / 1000),
    vendorCall: (vendor, outcome) => calls.inc({ vendor, outcome }),
    budgetWait: (ms) => waits.observe(ms / 1000),
  };
}
