import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * One budget per credential, shared by every process that uses it (architecture.md 8): calls are spaced so that at most
 * `per_minute` leave in a minute. The rate halves on a 429 down to the floor, and grows by a tenth for each quiet
 * minute up to the ceiling.
 */
export interface BudgetSettings {
  readonly startPerMinute: number;
  readonly floorPerMinute: number;
  readonly ceilingPerMinute: number;
}

/** Takes the next place in the queue; returns the milliseconds to wait before the call may leave. */
export async function takeFromBudget(
  db: QueryExecutorProvider,
  credentialKey: string,
  settings: BudgetSettings,
): Promise<number> {
  const { rows } = await sql<{ waitMs: number }>`
    insert into rate_budget as b (credential_key, per_minute, next_at)
    values (${credentialKey}, ${settings.startPerMinute}, now() + make_interval(secs => 60.0 / ${settings.startPerMinute}))
    on conflict (credential_key) do update set
      per_minute = least(${settings.ceilingPerMinute}::numeric,
        b.per_minute * power(1.1, least(50, floor(extract(epoch from (now() - b.quiet_since)) / 60)))),
      quiet_since = b.quiet_since + make_interval(mins => floor(extract(epoch from (now() - b.quiet_since)) / 60)::int),
      next_at = greatest(b.next_at, now()) + make_interval(secs => (60.0 / b.per_minute)::double precision),
      changed_at = now()
    returning (extract(epoch from (b.next_at - now())) * 1000
      - 60000.0 / b.per_minute)::double precision as wait_ms`.execute(db);
  return Math.max(0, Math.round(rows[0]?.waitMs ?? 0));
}

/** A 429: halves the rate and lets nothing leave before `retryAfterMs`. */
export async function reportBusy(
  db: QueryExecutorProvider,
  credentialKey: string,
  settings: BudgetSettings,
  retryAfterMs: number,
): Promise<void> {
  await sql`
    insert into rate_budget as b (credential_key, per_minute, next_at, last_busy_at)
    values (${credentialKey}, ${settings.floorPerMinute}, now() + make_interval(secs => ${retryAfterMs / 1000}), now())
    on conflict (credential_key) do update set
      per_minute = greatest(${settings.floorPerMinute}::numeric, b.per_minute / 2),
      next_at = greatest(b.next_at, now() + make_interval(secs => ${retryAfterMs / 1000})),
      quiet_since = now(),
      last_busy_at = now(),
      changed_at = now()`.execute(db);
}
