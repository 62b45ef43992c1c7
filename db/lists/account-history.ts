import { sql } from 'kysely';
import type { ApprovedDecision } from '../../domain/decisions/approval.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { AccountReadState, ApprovalLineState } from '../../domain/states.ts';
import type { ComposedLine, LineRule } from '../../domain/usage/composition.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import { acceptedCounts } from '../usage/accepted-counts.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import type { Queryable } from '../model/database.ts';
import { readComposedLine, type Unread } from '../model/stored-documents.ts';
import { ownedBy } from '../model/owned-by.ts';
import { actorName } from '../people/actor-names.ts';

export interface HistoricReading {
  readonly readAt: Date;
  readonly syncRunId: string;
  readonly state: AccountReadState;
  readonly seats: number | null;
  readonly byStatus: Record<string, number> | null;
  readonly notCounted: Readonly<Record<string, number>> | null;
  readonly flags: readonly string[] | null;
  readonly code: string | null;
  /** A message as stored; null: none. */
  readonly detail: unknown;
}

/** Newest last; an attempt without a complete count stands in it with its cause, never as zero. */
export async function readingsOfAccount(
  db: Queryable,
  tenantId: string,
  accountId: string,
): Promise<readonly HistoricReading[]> {
  const { rows } = await sql<HistoricReading>`
    select * from (
      select r.read_at, r.sync_run_id, r.state, c.seats, c.by_status, c.not_counted, c.flags, r.code, r.detail
      from (
        select x.read_at, x.run_id as sync_run_id, p.state, p.seat_count_id, p.code, p.detail
        from account_read p, unnest(p.run_ids, p.read_ats) x (run_id, read_at)
        where p.tenant_id = ${tenantId} and p.vendor_account_id = ${accountId}) r
      left join seat_count c on c.tenant_id = ${tenantId} and c.id = r.seat_count_id
      order by r.read_at desc limit 1000) newest
    order by read_at`.execute(db);
  return rows;
}

export interface HistoricLine {
  readonly at: Date;
  readonly usageLineId: string;
  readonly version: number;
  readonly kind: UsageLineKind;
  readonly vendorQuantity: number | null;
  readonly psaQuantity: string | null;
}

/** Versions of the lines this account was part of; newest last. */
export async function linesOfAccount(
  db: Queryable,
  key: IntegrationKey,
  accountId: string,
): Promise<readonly HistoricLine[]> {
  const { rows } = await sql<HistoricLine>`
    select * from (
      select at, usage_line_id, version, kind, vendor_quantity, psa_quantity
      from usage_line_history
      where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
        and composed->'accounts' @> ${JSON.stringify([{ accountId }])}::jsonb
      order by at desc limit 1000) newest
    order by at, version`.execute(db);
  return rows;
}

export interface HistoricApproval {
  readonly id: string;
  readonly approvalId: string;
  readonly approvedAt: Date;
  readonly decision: ApprovedDecision;
  readonly before: string;
  readonly after: string;
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: string;
  readonly state: ApprovalLineState;
  readonly actor: Actor;
  readonly actorName: string | null;
}

/** Changes approved on a version of a line that this account was part of; newest last. */
export async function approvalsOfAccount(
  db: Queryable,
  key: IntegrationKey,
  accountId: string,
): Promise<readonly HistoricApproval[]> {
  const { rows } = await sql<HistoricApproval>`
    select * from (
      select l.id, l.approval_id, l.approved_at, l.decision, l.before, l.after, l.billing_target, l.invoice_date, l.state, l.actor,
        ${actorName(sql`l.tenant_id`, sql`l.actor`)} as actor_name
      from approval_line l
      where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and exists (
        select from usage_line_history h where h.tenant_id = l.tenant_id and h.integration_id = l.integration_id
          and h.usage_line_id = l.usage_line_id and h.version = l.line_version
          and h.composed->'accounts' @> ${JSON.stringify([{ accountId }])}::jsonb)
      order by l.approved_at desc limit 500) newest
    order by approved_at`.execute(db);
  return rows;
}

export interface HistoricVersion {
  readonly version: number;
  readonly at: Date;
  readonly kind: string;
  readonly vendorQuantity: number | null;
  readonly psaQuantity: string | null;
  readonly syncRunId: string | null;
  /** Absent: it had no billing rule. */
  readonly rule?: LineRule;
}

/** Versions of a billing group, also those under an earlier row of the same group; newest first. */
export async function versionsOfGroup(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<readonly HistoricVersion[]> {
  const rows = await db
    .selectFrom('usageLineHistory')
    .select(['version', 'at', 'kind', 'vendorQuantity', 'psaQuantity', 'syncRunId', 'form'])
    .select(sql<Unread<ComposedLine> | null>`case when composed ? 'rule' then composed end`.as('underRule'))
    .where(ownedBy(key))
    .where('groupKey', '=', groupKey)
    .orderBy('at', 'desc')
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
  return rows.map(({ underRule, form, ...version }) => ({
    ...version,
    ...(underRule === null ? {} : ruleOf(readComposedLine(underRule, form))),
  }));
}

const ruleOf = ({ rule }: ComposedLine) => (rule === undefined ? {} : { rule });

export interface HolderMove {
  readonly accountId: string;
  readonly userId: string;
  /** Null where names are not kept. */
  readonly name: string | null;
  readonly status: string;
  readonly at: Date;
}

export interface HolderMoves {
  /** When the count was accepted that is the base; null: none was, and the first reading is (RULES 7). */
  readonly acceptedAt: Date | null;
  /** The earliest complete count among the accounts; null: none was ever counted. */
  readonly firstReadingAt: Date | null;
  readonly came: readonly HolderMove[];
  readonly went: readonly HolderMove[];
}

/** Since when the group's accepted count is the accepted one (RULES 7); null: there is none. */
export async function acceptedAtOf(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<Date | null> {
  const [accepted] = await acceptedCounts(db, key, [groupKey]);
  return accepted?.at ?? null;
}

/** The same for the group whose line an account is part of now. */
export async function acceptedAtOfAccount(
  db: Queryable,
  key: IntegrationKey,
  accountId: string,
): Promise<Date | null> {
  const line = await db
    .selectFrom('usageLineSource')
    .innerJoin('usageLine', (join) =>
      join
        .onRef('usageLine.tenantId', '=', 'usageLineSource.tenantId')
        .onRef('usageLine.id', '=', 'usageLineSource.usageLineId'),
    )
    .select('usageLine.groupKey')
    .where('usageLineSource.tenantId', '=', key.tenantId)
    .where('usageLineSource.kind', '=', 'vendor-account')
    .where('usageLineSource.sourceId', '=', accountId)
    .executeTakeFirst();
  return line === undefined ? null : acceptedAtOf(db, key, line.groupKey);
}

/**
 * Who took and who left a seat since the last accepted count; before any, and for an account that was first read later,
 * since its own first reading (RULES 7).
 */
export async function holderMoves(
  db: Queryable,
  tenantId: string,
  accountIds: readonly string[],
  acceptedAt: Date | null,
): Promise<HolderMoves> {
  if (accountIds.length === 0) return { acceptedAt, firstReadingAt: null, came: [], went: [] };
  const { rows: bases } = await sql<{ firstAt: Date | null }>`
    select min(first_read_at) as first_at from seat_count
    where tenant_id = ${tenantId} and vendor_account_id in (${sql.join([...accountIds])})`.execute(db);
  const { rows } = await sql<HolderRow>`
    select h.vendor_account_id as account_id, h.vendor_user_id as user_id, h.username as name, h.status, h.holds_seat,
      h.joined_at, h.left_at
    from seat_holder h
    join lateral (
      select greatest(min(s.first_read_at), ${acceptedAt}::timestamptz) as since from seat_count s
      where s.tenant_id = h.tenant_id and s.vendor_account_id = h.vendor_account_id) b on true
    where h.tenant_id = ${tenantId} and h.vendor_account_id in (${sql.join([...accountIds])})
      and ((h.holds_seat and h.joined_at > b.since) or (not h.holds_seat and h.left_at > b.since
        and h.first_seen_at <= b.since))
    order by coalesce(h.username, h.vendor_user_id)`.execute(db);
  const moves = (came: boolean): HolderMove[] =>
    rows.flatMap(({ holdsSeat, joinedAt, leftAt, ...holder }) => {
      const at = came ? joinedAt : leftAt;
      return holdsSeat !== came || at === null ? [] : [{ ...holder, at }];
    });
  return { acceptedAt, firstReadingAt: bases[0]?.firstAt ?? null, came: moves(true), went: moves(false) };
}

type HolderRow = Omit<HolderMove, 'at'> & {
  readonly holdsSeat: boolean;
  readonly joinedAt: Date | null;
  readonly leftAt: Date | null;
};
