import { type Selectable, sql } from 'kysely';
import { isWithin, monthSpan, type Span } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { AuditPlace, MonthChange } from '../../domain/months/month-report.ts';
import type { Month } from '../../domain/months/review-month.ts';
import type { AppliedRule } from '../../domain/usage/composition.ts';
import { doneStates, liveStates } from '../../domain/decisions/approval.ts';
import type { ApprovalLineTable } from '../model/tables/write-back.ts';
import type { Queryable } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { actorName } from '../people/actor-names.ts';
import { ruleOf } from '../write-back/approved-rule.ts';

/** What the ledger and the audit say of a month in the billing time zone. */

type LedgerRow = Omit<
  MonthChange,
  'approvedAt' | 'finishedAt' | 'currency' | 'rule' | 'change' | 'made' | 'conflict'
> &
  Pick<Selectable<ApprovalLineTable>, 'approvedAt' | 'finishedAt' | 'resolvedAt' | 'currency' | 'change'> & {
    readonly rule: AppliedRule | null;
  };

/** Names and price as approved; billed by the invoice that was created meanwhile, if there is one. */
const columns = sql`l.id as approval_line_id, l.label, l.company_id, l.agreement_id,
  coalesce(l.created_line_id, l.psa_line_id) as psa_line_id, l.change, l.before, l.after,
  l.count_on as seats, ${ruleOf(sql`l`)} as rule, l.state,
  l.decision, coalesce(l.landed_invoice_date, l.invoice_date) as invoice_date, l.billing_target, l.approved_at, l.finished_at,
  l.snapshot #>> '{line,agreementName}' as agreement_name, l.product_identifier as product_name,
  l.snapshot #>> '{line,unitPrice}' as unit_price, l.currency, l.effect_per_invoice, l.effect_per_month, l.reason, l.resolved_at,
  l.actor as by, ${actorName(sql`l.tenant_id`, sql`l.actor`)} as by_name`;

/**
 * Changes approved or confirmed in the month, and earlier ones that were still pending at its end, in the order of their
 * approval. What was confirmed after the month waits in it.
 */
export async function changesOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
): Promise<readonly MonthChange[]> {
  const span = monthSpan(timeZone, month);
  const isLater = sql`(${among('l.state', doneStates)} and l.finished_at >= ${span.until})`;
  const { rows } = await sql<LedgerRow>`
    select ${columns} from approval_line l
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.decision <> 'prove'
      and (l.approved_at >= ${span.from} and l.approved_at < ${span.until}
        or l.state = 'confirmed' and l.finished_at >= ${span.from} and l.finished_at < ${span.until}
        or l.approved_at < ${span.from} and (${among('l.state', liveStates)} or ${isLater}
          or l.state = 'conflict' and l.resolved_at is null))
    order by l.approved_at, l.id`.execute(db);
  return rows.map(({ resolvedAt, currency, rule, change, ...read }) => {
    const row = asOf(span, read);
    return {
      ...row,
      ...(rule === null ? {} : { rule }),
      ...(change === 'set-quantity' ? {} : { change }),
      ...(currency === null ? {} : { currency }),
      approvedAt: row.approvedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      made: row.state === 'confirmed' && isWithin(span, row.finishedAt),
      conflict: row.state === 'conflict' && resolvedAt === null,
    };
  });
}

/** As it was at the end of the month, where that is over. */
const asOf = <Row extends Pick<LedgerRow, 'state' | 'finishedAt'>>({ until }: Span, row: Row): Row =>
  row.finishedAt !== null && row.finishedAt >= until && doneStates.some((done) => done === row.state)
    ? { ...row, state: 'queued', finishedAt: null }
    : row;

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
