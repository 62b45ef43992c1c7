import { type Selectable, sql } from 'kysely';
import { isWithin, monthSpan } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { AuditPlace, MonthChange, MonthDecision } from '../../domain/months/month-report.ts';
import type { Month, MonthWriteBack } from '../../domain/months/review-month.ts';
import { liveStates } from '../../domain/write-back/approval.ts';
import type { ApprovalLineTable } from '../model/tables.ts';
import type { Queryable } from '../model/database.ts';
import { roleGiven } from '../audit/audit.ts';
import { among } from '../driver/one-of.ts';
import { noteActions } from './line-notes.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';

/** What the ledger and the audit say of a month in the billing time zone. */

interface LedgerRow extends Pick<
  Selectable<ApprovalLineTable>,
  | 'label'
  | 'companyId'
  | 'psaLineId'
  | 'before'
  | 'after'
  | 'state'
  | 'decision'
  | 'invoiceDate'
  | 'billingTarget'
  | 'approvedAt'
  | 'finishedAt'
  | 'effectPerMonth'
  | 'reason'
  | 'resolvedAt'
> {
  readonly currency: string | null;
  readonly approvalLineId: string;
  readonly by: MonthChange['by'];
  readonly byName: string | null;
}

const columns = sql`l.id as approval_line_id, l.label, l.company_id, l.psa_line_id, l.before, l.after, l.state, l.decision,
  l.invoice_date, l.billing_target, l.approved_at, l.finished_at, l.currency, l.effect_per_month, l.reason, l.resolved_at, l.actor as by,
  ${actorName(sql`l.tenant_id`, sql`l.actor`)} as by_name`;

/**
 * Approved, or made, on a day of the month, and those approved before it that are neither done nor given up: in the order
 * in which they were approved.
 */
export async function changesOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
): Promise<readonly MonthChange[]> {
  const span = monthSpan(timeZone, month);
  const { rows } = await sql<LedgerRow>`
    select ${columns} from approval_line l
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.decision <> 'prove'
      and (l.approved_at >= ${span.from} and l.approved_at < ${span.until}
        or l.state = 'confirmed' and l.finished_at >= ${span.from} and l.finished_at < ${span.until}
        or l.approved_at < ${span.from} and (${among('l.state', liveStates)}
          or l.state = 'conflict' and l.resolved_at is null))
    order by l.approved_at, l.id`.execute(db);
  return rows.map(({ resolvedAt, currency, ...row }) => ({
    ...row,
    ...(currency === null ? {} : { currency }),
    approvedAt: row.approvedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    made: row.state === 'confirmed' && isWithin(span, row.finishedAt),
    conflict: row.state === 'conflict' && resolvedAt === null,
  }));
}

/** What of a change is kept with a closed month: all that may be another later. */
export const asFrozen = ({
  approvalLineId,
  label,
  psaLineId,
  before,
  after,
  state,
  invoiceDate,
  billingTarget,
  approvedAt,
  finishedAt,
  currency,
  effectPerMonth,
}: MonthChange): MonthWriteBack => ({
  approvalLineId, label, psaLineId, before, after, state, invoiceDate, billingTarget, approvedAt, finishedAt, effectPerMonth,
  ...(currency === undefined ? {} : { currency }),
}); // prettier-ignore

/** Changes as a month kept them, with what the ledger permanently says of them. @param closedAt when it was closed. */
export async function changesAsFrozen(
  db: Queryable,
  key: IntegrationKey,
  {
    month,
    writeBacks,
    closedAt,
  }: {
    readonly month: Month;
    readonly writeBacks: readonly MonthWriteBack[];
    readonly closedAt: Date;
  },
  timeZone: string,
): Promise<readonly MonthChange[]> {
  const span = monthSpan(timeZone, month);
  const ids = writeBacks.map(({ approvalLineId }) => approvalLineId);
  const { rows } = await sql<LedgerRow>`
    select ${columns} from approval_line l
    where l.tenant_id = ${key.tenantId} and l.id = any(${ids}::uuid[])`.execute(db);
  const ledger = new Map(rows.map((row) => [row.approvalLineId, row]));
  return writeBacks.flatMap((frozen) => {
    const row = ledger.get(frozen.approvalLineId);
    if (row === undefined) return [];
    const { companyId, decision, by, byName, reason, resolvedAt } = row;
    const finishedAt = frozen.finishedAt === null ? null : new Date(frozen.finishedAt);
    return [
      {
        ...frozen,
        companyId,
        decision,
        by,
        byName,
        reason,
        made: frozen.state === 'confirmed' && isWithin(span, finishedAt),
        conflict: frozen.state === 'conflict' && (resolvedAt === null || resolvedAt > closedAt),
      },
    ];
  });
}

/** What people and keys decided about lines and changes on a day of the month, oldest first. @param until inclusive. */
export async function decisionsOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
  until: Date,
): Promise<readonly MonthDecision[]> {
  const span = monthSpan(timeZone, month);
  const { rows } = await sql<Omit<MonthDecision, 'at'> & { readonly at: Date }>`
    select e.at, e.action, ${actorOfEntry} as by, ${actorName(sql`e.tenant_id`, actorOfEntry)} as by_name,
      case when e.action = ${roleGiven}
        then coalesce(c.name, e.detail->>'companyId') else e.detail->>'label' end as label,
      case when e.action = ${roleGiven}
        then jsonb_build_object('line', e.object_id, 'role', e.detail->>'role') end as role_given,
      e.detail->>'reason' as reason
    from audit_event e
    left join psa_company c on e.action = ${roleGiven} and c.tenant_id = e.tenant_id
      and c.integration_id = e.integration_id and c.foreign_id = e.detail->>'companyId'
    where e.tenant_id = ${key.tenantId} and e.integration_id = ${key.integrationId}
      and e.action <> all(${Object.values(noteActions)}::text[])
      and e.object_kind in ('usage-line', 'approval-line', 'psa-line')
      and (e.object_kind <> 'psa-line' or e.action = ${roleGiven}) and e.actor_kind in ('member', 'api-key')
      and e.at >= ${span.from} and e.at < ${span.until} and e.at <= ${until}
    order by e.seq`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Of the entry that a closing wrote; null: it has no checkpoint yet. */
export async function checkpointOfClosing(
  db: Queryable,
  tenantId: string,
  reviewMonthId: string,
): Promise<AuditPlace | null> {
  const { rows } = await sql<{ position: string; hash: string }>`
    select s.position, s.hash from audit_event e
    join audit_checkpoint s on s.tenant_id = e.tenant_id and s.audit_seq = e.seq
    where e.tenant_id = ${tenantId} and e.object_kind = 'review-month' and e.object_id = ${reviewMonthId}
      and e.action = 'month.closed'
    order by e.seq limit 1`.execute(db);
  return placeOf(rows[0]);
}

/** The newest checkpoint; null: there is none yet. */
export async function newestCheckpoint(db: Queryable, tenantId: string): Promise<AuditPlace | null> {
  const row = await db
    .selectFrom('auditSignedCheckpoint')
    .select(['position', 'hash'])
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return placeOf(row);
}

const placeOf = (row: { readonly position: string; readonly hash: string } | undefined): AuditPlace | null =>
  row === undefined ? null : { position: Number(row.position), hash: row.hash };
