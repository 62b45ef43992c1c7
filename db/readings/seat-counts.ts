import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RunRef } from '../runs/run-ref.ts';
import type { Tx } from '../model/database.ts';

/** A complete count of one account, as a run read it at `at`. */
export interface NewCount {
  readonly accountId: string;
  readonly seats: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Users without a seat, by status. */
  readonly notCounted: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly proof: unknown;
  readonly at: Date;
}

/**
 * Keeps the counts of a run, at most one of each account. A count that says the same as the newest one of its account,
 * its proof included, is that one, and is not written: its reading names it (RULES 2). Returns the
 * id of the count by account.
 */
export async function storeCounts(
  tx: Tx,
  ref: RunRef,
  counts: readonly NewCount[],
): Promise<ReadonlyMap<string, string>> {
  if (counts.length === 0) return new Map();
  const { rows } = await sql<{ account: string; id: string }>`
    with given as (
      select g.*, n.id as known, n.id is not null and (n.seats, n.by_status, n.not_counted, n.flags, n.proof)
        is not distinct from (g.seats, g."byStatus", g."notCounted", g.flags, g.proof) as is_same
      from jsonb_to_recordset(${rowsOf(counts)}::jsonb) as g(account uuid, id uuid, seats integer,
        "byStatus" jsonb, "notCounted" jsonb, flags jsonb, proof jsonb, at timestamptz)
      left join lateral (
        select * from seat_count s where s.tenant_id = ${ref.tenantId} and s.vendor_account_id = g.account
        order by s.first_read_at desc limit 1) n on true),
    added as (
      insert into seat_count (tenant_id, id, integration_id, vendor_account_id, first_run_id, seats, by_status,
        not_counted, flags, proof, first_read_at)
      select ${ref.tenantId}::uuid, id, ${ref.integrationId}::uuid, account, ${ref.syncRunId}::uuid, seats, "byStatus",
        "notCounted", flags, proof, at
      from given where not is_same
      returning vendor_account_id as account, id)
    select account, known as id from given where is_same union all select * from added`.execute(tx);
  return new Map(rows.map(({ account, id }) => [account, id]));
}

const rowsOf = (counts: readonly NewCount[]): string =>
  JSON.stringify(
    counts.map(({ accountId, ...count }) => ({ ...count, account: accountId, id: randomUUID() })),
  );
