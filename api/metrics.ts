import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/model/database.ts';
import { operatingFigures, type OperatingFigures } from '../db/housekeeping/operating-figures.ts';
import { noticeSeverities, severityOf } from '../domain/notices.ts';
import { approvalLineStates } from '../domain/states.ts';
import { lineNeeds } from '../domain/usage/needs.ts';
import { isLive, liveStates } from '../domain/decisions/approval.ts';
import { within } from '../db/driver/deadline.ts';

/** `limited`: not looked at, there were too many. */
export type SignInOutcome = 'accepted' | 'rejected' | 'limited';

/** By what a sign-in ended: what was given last. */
export const signInVias = ['password', 'second-factor', 'passkey', 'provider'] as const;
export type SignInVia = (typeof signInVias)[number];

/** HTTP by route, never by address: labels stay few (architecture.md 12). */
export interface HttpMetrics {
  /** Everything in Prometheus' text form. */
  text(): Promise<string>;
  readonly contentType: string;
  observe(method: string, route: string, status: number, seconds: number): void;
  readonly countSignIn: (via: SignInVia, outcome: SignInOutcome) => void;
}

/** Metrics of another part in the same process, in Prometheus' text form. */
export type MetricsText = () => Promise<string>;

/** A database that is slow must not keep Prometheus from everything else. */
const figuresWithinMs = 1_000;

/** @param beside further text that is served with our own, where one process is both API and worker. */
export function createHttpMetrics(
  db: Database,
  beside: MetricsText | null,
  registry = new Registry(),
): HttpMetrics {
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'seatwise_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3],
    registers: [registry],
  });
  const signIns = new Counter({
    name: 'seatwise_sign_ins_total',
    help: 'Sign-ins by what was given last (password, second-factor, passkey, or provider) and outcome: accepted, rejected, or limited (too many to check)',
    labelNames: ['method', 'outcome'],
    registers: [registry],
  });
  for (const method of signInVias)
    for (const outcome of ['accepted', 'rejected', 'limited'] as const) signIns.inc({ method, outcome }, 0);
  registerFigures(registry, db);
  return {
    text: async () => [await registry.metrics(), ...(beside === null ? [] : [await beside()])].join('\n'),
    contentType: registry.contentType,
    observe: (method, route, status, seconds) => {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
    countSignIn: (method, outcome) => {
      signIns.inc({ method, outcome });
    },
  };
}

/** Gauges of rows. Without the database all but the first are absent, which alerts can tell from a number. */
function registerFigures(registry: Registry, db: Database): void {
  const figures = oncePerScrape(() =>
    within(figuresWithinMs, operatingFigures(db), () => new Error('the database is slow')).catch(() => null),
  );
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    set: (gauge: Gauge<Label>, figures: OperatingFigures) => void,
  ): void => {
    new Gauge<Label>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        this.reset();
        // A gauge without labels would show 0 after a reset.
        if (labelNames.length === 0) this.remove();
        const known = await figures();
        if (known !== null) set(this, known);
      },
    });
  };
  new Gauge({
    name: 'seatwise_database_up',
    help: 'Whether PostgreSQL answers this process within a second: 1 or 0; at 0 the gauges of rows are absent',
    registers: [registry],
    async collect() {
      this.set((await figures()) === null ? 0 : 1);
    },
  });
  gauge(
    'seatwise_hours_since_last_good_sync',
    'Hours since the last good sync of each integration; absent while it is paused or disconnected',
    ['integration'],
    (shown, { goodSyncs }) => {
      for (const { integration, hours } of goodSyncs) shown.set({ integration }, hours);
    },
  );
  gauge(
    'seatwise_sync_run_hours_without_progress',
    'Hours since an active run began or last read anything',
    ['integration'],
    (shown, { activeRuns }) => {
      for (const { integration, hours } of activeRuns) shown.set({ integration }, hours);
    },
  );
  gauge(
    'seatwise_sync_runs_ended_in_a_day',
    'Runs that ended in the last 24 hours, by state',
    ['state'],
    (shown, { endedRuns }) => {
      for (const state of ['succeeded', 'partial', 'failed', 'canceled', 'joined']) shown.set({ state }, 0);
      for (const { state, number } of endedRuns) shown.set({ state }, number);
    },
  );
  gauge(
    'seatwise_approved_changes_open',
    'Approved changes that have not ended, and unresolved conflicts, by state',
    ['state'],
    (shown, { openChanges }) => {
      for (const state of [...liveStates, 'conflict']) shown.set({ state }, 0);
      for (const { state, number } of openChanges) shown.set({ state }, number);
    },
  );
  gauge(
    'seatwise_approved_changes_ended_in_a_day',
    'Approved changes that ended in the last 24 hours, by state',
    ['state'],
    (shown, { endedChanges }) => {
      for (const state of approvalLineStates) if (!isLive(state)) shown.set({ state }, 0);
      for (const { state, number } of endedChanges) shown.set({ state }, number);
    },
  );
  gauge(
    'seatwise_usage_lines_open',
    'Open usage lines by what they need from a person',
    ['need'],
    (shown, { needs }) => {
      for (const need of lineNeeds) shown.set({ need }, 0);
      for (const { need, number } of needs) shown.set({ need }, number);
    },
  );
  gauge(
    'seatwise_months_not_closed',
    'Months that ended after the newest closed one, of each integration; absent before its first closed month',
    ['integration'],
    (shown, { monthsBehind }) => {
      for (const { integration, number } of monthsBehind) shown.set({ integration }, number);
    },
  );
  gauge(
    'seatwise_writing_stopped',
    'Whether writing to the PSA is stopped (WriteStopped): 1 or 0',
    [],
    (shown, known) => {
      shown.set(known.writingStopped ? 1 : 0);
    },
  );
  gauge(
    'seatwise_last_backup_age_seconds',
    'Age of the last good backup by `seatwise backup` or before an upgrade; absent where none is known',
    [],
    (shown, { lastBackup }) => {
      if (lastBackup !== null) shown.set(lastBackup.seconds);
    },
  );
  gauge(
    'seatwise_last_backup_bytes',
    'Size of the file of the last good backup; absent where none is known',
    [],
    (shown, { lastBackup }) => {
      if (lastBackup !== null) shown.set(lastBackup.bytes);
    },
  );
  gauge(
    'seatwise_outbox_oldest_seconds',
    'Age of the oldest approval whose workflow is not started yet; 0: none waits',
    [],
    (shown, { outboxSeconds }) => {
      shown.set(outboxSeconds);
    },
  );
  gauge(
    'seatwise_open_notices',
    'Open notices by code and severity',
    ['code', 'severity'],
    (shown, { openNotices }) => {
      for (const [code, severity] of Object.entries(noticeSeverities)) shown.set({ code, severity }, 0);
      for (const { code, number } of openNotices) shown.set({ code, severity: severityOf(code) }, number);
    },
  );
  gauge(
    'seatwise_audit_oldest_pending_seconds',
    'Age of the oldest audit row without a checkpoint, in seconds; 0: there is none',
    [],
    (shown, { auditPendingSeconds }) => {
      shown.set(auditPendingSeconds);
    },
  );
  gauge(
    'seatwise_hours_since_last_housekeeping',
    'Hours since housekeeping last completed every step; absent before its first run',
    [],
    (shown, { housekeepingHours }) => {
      if (housekeepingHours !== null) shown.set(housekeepingHours);
    },
  );
}

/** Gauges are collected side by side; they share one reading of the rows. */
function oncePerScrape<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
}
