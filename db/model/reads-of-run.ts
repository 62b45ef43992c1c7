import { type RawBuilder, sql } from 'kysely';
import type { AccountReadState } from '../../domain/states.ts';
import type { AccountReadTable } from './tables/readings.ts';

type Text = string | RawBuilder<unknown>;

/** The month under which what a run read is kept once it is past: that of its beginning, UTC. */
export const monthOfRun = (run: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_char(${run}.queued_at at time zone 'UTC', 'YYYY-MM')`;

/** One account of a run; `pending`: not read yet. */
export interface AccountReadOfRun extends Pick<
  AccountReadTable,
  | 'vendorAccountId'
  | 'usersListed'
  | 'seats'
  | 'seatCountId'
  | 'code'
  | 'detail'
  | 'credentialCause'
  | 'calls'
> {
  readonly state: AccountReadState;
  readonly readAt: Date | null;
}

/** The accounts that a run read, to select from. */
const readBy = (tenantId: Text, runId: Text): RawBuilder<unknown> => sql`
  select p.vendor_account_id, p.state, p.calls, p.users_listed, p.seats, p.seat_count_id, p.code, p.detail,
    p.credential_cause, p.read_ats[array_position(p.run_ids, s.id)] as read_at
  from sync_run s
  join account_read p on p.tenant_id = s.tenant_id and p.integration_id = s.integration_id
    and p.month = ${monthOfRun(sql`s`)} and s.id = any(p.run_ids)
  where s.tenant_id = ${tenantId} and s.id = ${runId}`;

/** The accounts that a run is to read and that have no outcome yet, to select from. */
export const pendingAccountsOf = (
  tenantId: Text,
  runId: Text,
): RawBuilder<{ readonly vendorAccountId: string }> => sql`(
  select unnest(w.account_ids) as vendor_account_id from account_work w
  where w.tenant_id = ${tenantId} and w.sync_run_id = ${runId}
  except select r.vendor_account_id from (${readBy(tenantId, runId)}) r)`;

/** What became of each account of a run, to select from. */
export const accountReadsOf = (tenantId: Text, runId: Text): RawBuilder<AccountReadOfRun> => sql`(
  ${readBy(tenantId, runId)}
  union all
  select w.vendor_account_id, 'pending', 0, null, null, null, null, null, null, null
  from ${pendingAccountsOf(tenantId, runId)} w)`;

export interface UnreadAgreement {
  readonly agreementId: string;
  readonly code: string | null;
  /** A message as stored; null: none. */
  readonly detail: unknown;
}

/** The agreements that a run could not read, to select from, as {@link accountReadsOf}. */
export const unreadAgreementsOf = (tenantId: Text, runId: Text): RawBuilder<UnreadAgreement> => sql`(
  select n.agreement_id, n.code, n.detail from unread_agreement n
  where n.tenant_id = ${tenantId} and n.sync_run_id = ${runId}
  union all
  select p.agreement_id, p.code, p.detail from sync_run s
  join past_agreement_read p on p.tenant_id = s.tenant_id and p.integration_id = s.integration_id
    and p.month = ${monthOfRun(sql`s`)} and s.id = any(p.run_ids)
  where s.tenant_id = ${tenantId} and s.id = ${runId})`;

/** The agreements that a run is to read and that have no outcome yet, to select from. */
export const pendingAgreementsOf = (
  tenantId: Text,
  runId: Text,
): RawBuilder<{ readonly agreementId: string }> => sql`(
  select unnest(k.agreement_ids) as agreement_id from agreement_work k
  where k.tenant_id = ${tenantId} and k.sync_run_id = ${runId}
  except
  select unnest(b.agreement_ids) from agreement_batch b where b.tenant_id = ${tenantId} and b.sync_run_id = ${runId}
  except
  select n.agreement_id from unread_agreement n where n.tenant_id = ${tenantId} and n.sync_run_id = ${runId})`;

/** How many agreements a run has, and what became of them; one row. */
export const agreementsOf = (
  tenantId: Text,
  runId: Text,
): RawBuilder<{ read: number; pending: number; failed: number }> => sql`(
  select (select coalesce(sum(cardinality(agreement_ids)), 0)::int from agreement_batch
      where tenant_id = ${tenantId} and sync_run_id = ${runId})
      + coalesce((select agreements_read from sync_run where tenant_id = ${tenantId} and id = ${runId}), 0) as read,
    (select count(*)::int from ${pendingAgreementsOf(tenantId, runId)} p) as pending,
    (select count(*)::int from ${unreadAgreementsOf(tenantId, runId)} u) as failed)`;
