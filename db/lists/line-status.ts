import { sql } from 'kysely';
import type { NewLineWish } from '../../domain/decisions/decision.ts';
import type { StoredState } from '../../domain/decisions/decision-status.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Role } from '../../domain/roles.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import { doneStates, liveStates } from '../../domain/decisions/approval.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import type { Queryable } from '../model/database.ts';
import { companyOfGroup } from '../../domain/comparison/billing-groups.ts';
import { roleGiven } from '../audit/audit.ts';
import { among } from '../driver/one-of.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';

interface LineDecisionColumns {
  readonly storedState: StoredState | null;
  readonly storedBy: Actor | null;
  readonly storedByName: string | null;
  readonly storedAt: Date | null;
  readonly storedReason: string | null;
  readonly storedQuantity: string | null;
  readonly storedBillingTarget: BillingTarget | null;
  readonly storedTarget: string | null;
  /** Of a proposal to create a line. */
  readonly storedNewLine: NewLineWish | null;
}

/** The approval under way; its columns are null together. */
interface LiveColumns {
  readonly liveId: string | null;
  readonly liveApproval: string | null;
  readonly liveState: ApprovalLineState | null;
  readonly liveBefore: string | null;
  readonly liveAfter: string | null;
  readonly liveBillingTarget: BillingTarget | null;
  readonly liveInvoice: string | null;
  readonly liveBy: Actor | null;
  readonly liveByName: string | null;
  readonly liveAt: Date | null;
  readonly liveReason: string | null;
}

interface NewestColumns {
  readonly newestId: string | null;
  readonly newestApproval: string | null;
  readonly newestState: ApprovalLineState | null;
  readonly newestCode: string | null;
  readonly newestAfter: string | null;
  /** The day of the first invoice with the new quantity; null until the change is done. */
  readonly newestBilledFrom: string | null;
}

/** What is written beside the line; its columns are null together where nothing ever was. */
interface NoteColumns {
  readonly noteText: string | null;
  readonly noteUntil: string | null;
  readonly noteVersion: number | null;
  readonly noteBy: Actor | null;
  readonly noteByName: string | null;
  readonly noteAt: Date | null;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly assigneeRole: Role | null;
  readonly assigneeDisabledAt: Date | null;
}

/** What was decided about a line, and what of it is on its way. */
export interface LineStatus extends LineDecisionColumns, LiveColumns, NewestColumns, NoteColumns {
  readonly id: string;
}

/** For the lines of one page only: looked up by the indexes of their groups. */
export async function lineStatuses(
  db: Queryable,
  tenantId: string,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, LineStatus>> {
  if (lineIds.length === 0) return new Map();
  const { rows } = await statuses(tenantId, lineIds).execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Another one as soon as any of these lines or what became of it says anything else: of the data version, which rises
 * with all that a line shows, and of the standings beside it. One statement, and so one snapshot.
 */
export async function usageLinesMark(
  db: Queryable,
  tenantId: string,
  lineIds: readonly string[],
): Promise<string> {
  const { rows } = await sql<{ version: string | null; statuses: string | null }>`
    select (select sum(data_version)::text from integration where tenant_id = ${tenantId}) as version,
      (select md5(json_agg(s order by s.id)::text) from (${statuses(tenantId, lineIds)}) s) as statuses`.execute(
    db,
  );
  return JSON.stringify(rows[0]);
}

const statuses = (tenantId: string, lineIds: readonly string[]) => sql<LineStatus>`
    select u.id,
      d.state as stored_state, d.decided_by as stored_by, ${actorName(sql`d.tenant_id`, sql`d.decided_by`)} as stored_by_name,
      d.decided_at as stored_at, d.reason as stored_reason, d.quantity as stored_quantity, d.billing_target as stored_billing_target,
      d.target_psa_line_id as stored_target, d.new_line as stored_new_line,
      l.id as live_id, l.approval_id as live_approval, l.state as live_state, l.before as live_before, l.after as live_after,
      l.billing_target as live_billing_target, l.invoice_date as live_invoice, l.actor as live_by,
      ${actorName(sql`l.tenant_id`, sql`l.actor`)} as live_by_name, l.approved_at as live_at, l.reason as live_reason,
      n.id as newest_id, n.approval_id as newest_approval, n.state as newest_state, n.code as newest_code,
      n.after as newest_after, n.billed_from as newest_billed_from,
      w.text as note_text, w.until_day as note_until, w.version as note_version, w.written_by as note_by,
      ${actorName(sql`w.tenant_id`, sql`w.written_by`)} as note_by_name, w.written_at as note_at,
      w.assignee as assignee_id, m.name as assignee_name, m.role as assignee_role, m.disabled_at as assignee_disabled_at
    from usage_line u
    left join lateral (
      select * from line_decision x where x.tenant_id = u.tenant_id and x.integration_id = u.integration_id
        and x.group_key = u.group_key limit 1) d on true
    left join lateral (
      select * from approval_line x where x.tenant_id = u.tenant_id and x.integration_id = u.integration_id
        and x.group_key = u.group_key and ${among('x.state', liveStates)} and x.decision <> 'prove'
      limit 1) l on true
    left join lateral (
      select x.id, x.approval_id, x.state, x.code, x.after,
        case when not ${among('x.state', doneStates)} then null
          when x.billing_target <> 'invoice-after' then x.invoice_date
          else coalesce(x.later_invoice_date, to_char(x.finished_at at time zone 'utc', 'YYYY-MM-DD')) end as billed_from
      from approval_line x
      where x.tenant_id = u.tenant_id and x.integration_id = u.integration_id and x.group_key = u.group_key
      order by x.approved_at desc, x.id limit 1) n on true
    left join lateral (
      select * from line_note x where x.tenant_id = u.tenant_id and x.integration_id = u.integration_id
        and x.group_key = u.group_key limit 1) w on true
    left join member m on m.tenant_id = w.tenant_id and m.id = w.assignee
    where u.tenant_id = ${tenantId} and u.id = any(${[...lineIds]}::uuid[])`;

export interface GroupDecision {
  readonly at: Date;
  readonly action: string;
  readonly actor: Actor;
  readonly actorName: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything people decided about a group's lines, roles of PSA lines and earlier rows included; newest first. */
export async function decisionsOfGroup(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<readonly GroupDecision[]> {
  const { rows } = await sql<GroupDecision>`
    select e.at, e.action, ${actorOfEntry} as actor, ${actorName(sql`e.tenant_id`, actorOfEntry)} as actor_name, e.detail
    from audit_event e
    where e.tenant_id = ${key.tenantId} and (e.object_kind = 'usage-line' and e.object_id in (
        select distinct h.usage_line_id::text from usage_line_history h where h.tenant_id = ${key.tenantId}
          and h.integration_id = ${key.integrationId} and h.group_key = ${groupKey})
      or e.object_kind = 'psa-line' and e.action = ${roleGiven} and e.integration_id = ${key.integrationId}
        and e.object_id in (select c.psa_line_id from line_choice c where c.tenant_id = ${key.tenantId}
          and c.integration_id = ${key.integrationId} and c.company_id = ${companyOfGroup(groupKey)}))
    order by e.seq desc limit 100`.execute(db);
  return rows;
}
