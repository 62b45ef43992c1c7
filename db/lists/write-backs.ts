import { type RawBuilder, type Selectable, sql } from 'kysely';
import {
  type ApprovalEvidence,
  type ApprovalKind,
  effectiveStates,
} from '../../domain/decisions/approval.ts';
import type { Actor } from '../../domain/keys.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { AppliedRule } from '../../domain/usage/composition.ts';
import type { FormerChange } from '../../domain/decisions/former-change.ts';
import type { QueueSurroundings } from '../../domain/write-back/wait-reason.ts';
import type { Queryable } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { readEvidence } from '../model/stored-documents.ts';
import { ruleOf } from '../write-back/approved-rule.ts';
import { surroundingColumns } from '../write-back/queue-surroundings.ts';
import type { ApprovalLineTable, WriteIntentTable } from '../model/tables/write-back.ts';
import { actorName } from '../people/actor-names.ts';
import { allOf, type Condition, contains, countRows, type Page, type PageRequest } from '../driver/page.ts';

/** An approval line with what people need beside it. */
export interface ListedWriteBack
  extends Omit<Selectable<ApprovalLineTable>, 'snapshot' | 'evidence' | 'form'>, QueueSurroundings {
  readonly actorName: string | null;
  readonly resolvedByName: string | null;
  /** Quantity of the PSA line as last read; null: unknown, or the line is not there. */
  readonly psaQuantity: string | null;
  /** Next invoice date of its agreement, or of the parent where it has none; null: unknown. */
  readonly nextInvoiceDate: string | null;
  /** Changes of its agreement name a day; false also where the agreement is not known. */
  readonly billsByDay: boolean;
  /** Why its usage line is not read now; null: it is, or is gone. */
  readonly notRead: boolean;
  /** A revert of it that is under way or done. */
  readonly revertedBy: string | null;
  /** The billing rule that it follows; null: every seat was a unit, or its quantity comes from no count. */
  readonly rule: AppliedRule | null;
}

export const isOpenConflict = ({ state, resolvedAt }: ListedWriteBack): boolean =>
  state === 'conflict' && resolvedAt === null;

/** What taking it back is evaluated on. */
export const formerChange = (row: ListedWriteBack): FormerChange => ({
  ...row,
  reverted: row.revertedBy !== null,
});

export interface WriteBackFilter {
  readonly integrationId: string | undefined;
  readonly states: readonly ApprovalLineState[] | undefined;
  /** Conflicts that nobody resolved. */
  readonly needsPerson: boolean | undefined;
  readonly usageLineId: string | undefined;
  readonly q: string | undefined;
}

const order = { approved: sql`l.approved_at`, account: sql`lower(l.label)` } as const;

export type WriteBackSort = keyof typeof order;

export interface WriteBackOrder {
  readonly by: WriteBackSort;
  readonly descending: boolean;
}

const inOrder = ({ by, descending }: WriteBackOrder): Condition =>
  sql`${order[by]} ${descending ? sql`desc` : sql`asc`}, lower(l.label), l.id`;

/** Of snapshot and evidence, which are large and shown with one approval only, just the rule. */
const columns = sql`l.tenant_id, l.id, l.approval_id, l.integration_id, l.group_key, l.usage_line_id, l.line_version, l.label,
  l.company_id, l.vendor_service_id, l.agreement_id, l.psa_line_id, l.product_identifier, l.decision, l.change,
  l.new_line, l.created_line_id, l.last_billed_day, l.canceled_date, l.before, l.after,
  l.count_on, l.billing_target, l.invoice_date, l.rule_version, l.currency, l.effect_per_invoice, l.effect_per_month, l.reason, l.actor,
  l.approved_at, l.expires_at, l.state, l.due_at, l.later_invoice_seen_at, l.later_invoice_date, l.reread_at, l.send_count,
  l.sent_at, l.invoice_date_at_sending, l.landed_invoice_date, l.code, l.detail, l.finished_at, l.reverts, l.replaced_by, l.resolved_at,
  l.resolved_by, l.resolution, ${ruleOf(sql`l`)} as rule, p.quantity as psa_quantity,
  coalesce(u.kind = 'not-read', false) as not_read,
  coalesce(a.next_invoice_date, parent.next_invoice_date) as next_invoice_date,
  a.dated is not null as bills_by_day, revert.id as reverted_by, ${surroundingColumns(sql`i`)},
  ${actorName(sql`l.tenant_id`, sql`l.actor`)} as actor_name,
  ${actorName(sql`l.tenant_id`, sql`l.resolved_by`)} as resolved_by_name`;

/** Reverts that take part: one that ended without effect leaves the former change revertible. */
const reverts = sql`(
  select distinct on (r.tenant_id, r.reverts) r.tenant_id, r.reverts, r.id from approval_line r
  where r.reverts is not null and ${among('r.state', effectiveStates)}
  order by r.tenant_id, r.reverts, r.approved_at desc)`;

const joins = sql`
  from approval_line l
  left join usage_line u on u.tenant_id = l.tenant_id and u.integration_id = l.integration_id and u.group_key = l.group_key
  join integration i on i.tenant_id = l.tenant_id and i.id = l.integration_id
  left join psa_line p on p.tenant_id = l.tenant_id and p.integration_id = l.integration_id and p.foreign_id = l.psa_line_id
  left join psa_agreement a on a.tenant_id = l.tenant_id and a.integration_id = l.integration_id
    and a.foreign_id = l.agreement_id
  left join psa_agreement parent on parent.tenant_id = a.tenant_id and parent.integration_id = a.integration_id
    and parent.foreign_id = a.parent_agreement_id
  left join ${reverts} revert on revert.tenant_id = l.tenant_id and revert.reverts = l.id`;

export async function listWriteBacks(
  db: Queryable,
  tenantId: string,
  filter: WriteBackFilter,
  sort: WriteBackOrder,
  page: PageRequest,
): Promise<Page<ListedWriteBack>> {
  const where = allOf(conditions(tenantId, filter));
  const { rows } = await sql<ListedWriteBack>`
    select ${columns} ${joins} where ${where} order by ${inOrder(sort)}
    offset ${page.offset} limit ${page.limit}`.execute(db);
  return { items: rows, total: await countRows(db, sql`from approval_line l where ${where}`) };
}

/** Of all that match, in their order. */
export async function writeBackIds(
  db: Queryable,
  tenantId: string,
  filter: WriteBackFilter,
  sort: WriteBackOrder,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from approval_line l where ${allOf(conditions(tenantId, filter))} order by ${inOrder(sort)}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** These in this order; of another tenant's, none. */
export async function writeBacksById(
  db: Queryable,
  tenantId: string,
  ids: readonly string[],
): Promise<readonly ListedWriteBack[]> {
  const { rows } = await sql<ListedWriteBack>`
    select ${columns} ${joins}
    join unnest(${[...ids]}::uuid[]) with ordinality as wanted (id, place) on wanted.id = l.id
    where l.tenant_id = ${tenantId} order by wanted.place`.execute(db);
  return rows;
}

function conditions(tenantId: string, filter: WriteBackFilter): Condition[] {
  const list: Condition[] = [sql`l.tenant_id = ${tenantId}`];
  if (filter.integrationId !== undefined) list.push(sql`l.integration_id = ${filter.integrationId}`);
  if (filter.states !== undefined) list.push(sql`l.state in (${sql.join([...filter.states])})`);
  if (filter.usageLineId !== undefined) list.push(sql`l.usage_line_id = ${filter.usageLineId}`);
  if (filter.needsPerson !== undefined) list.push(openConflict(filter.needsPerson));
  if (filter.q !== undefined) {
    list.push(sql`(${contains(filter.q, sql`l.label`)} or l.company_id = ${filter.q} or l.agreement_id = ${filter.q}
      or l.psa_line_id = ${filter.q} or l.product_identifier = ${filter.q})`);
  }
  return list;
}

const openConflict = (open: boolean): Condition =>
  open
    ? sql`l.state = 'conflict' and l.resolved_at is null`
    : sql`(l.state <> 'conflict' or l.resolved_at is not null)`;

const oneLine = (where: RawBuilder<unknown>) =>
  sql<ListedWriteBack>`select ${columns} ${joins} where ${where} order by lower(l.label), l.id`;

/** One line; null: unknown, or another tenant's. */
export async function findWriteBack(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<ListedWriteBack | null> {
  const { rows } = await oneLine(sql`l.tenant_id = ${tenantId} and l.id = ${id}`).execute(db);
  return rows[0] ?? null;
}

export interface ApprovalWithLines {
  readonly id: string;
  readonly integrationId: string;
  readonly kind: ApprovalKind;
  readonly actor: Actor;
  readonly actorName: string | null;
  readonly approvedAt: Date;
  readonly lines: readonly ListedWriteBack[];
  /** By line. */
  readonly evidence: ReadonlyMap<string, ApprovalEvidence>;
  /** Of every line, in the order they were sent. */
  readonly intents: readonly Selectable<WriteIntentTable>[];
}

/** Null: unknown, or another tenant's. */
export async function findApproval(
  db: Queryable,
  tenantId: string,
  approvalId: string,
): Promise<ApprovalWithLines | null> {
  const approval = await db
    .selectFrom('approval')
    .selectAll()
    .select(
      actorName(sql`approval.tenant_id`, sql`approval.actor`)
        .$castTo<string | null>()
        .as('actorName'),
    )
    .where('tenantId', '=', tenantId)
    .where('id', '=', approvalId)
    .executeTakeFirst();
  if (approval === undefined) return null;
  const lines = await oneLine(sql`l.tenant_id = ${tenantId} and l.approval_id = ${approvalId}`).execute(db);
  const evidence = await db
    .selectFrom('approvalLine')
    .select(['id', 'evidence', 'form'])
    .where('tenantId', '=', tenantId)
    .where('approvalId', '=', approvalId)
    .execute();
  const intents = await db
    .selectFrom('writeIntent')
    .innerJoin('approvalLine', (join) =>
      join
        .onRef('approvalLine.tenantId', '=', 'writeIntent.tenantId')
        .onRef('approvalLine.id', '=', 'writeIntent.approvalLineId'),
    )
    .selectAll('writeIntent')
    .where('writeIntent.tenantId', '=', tenantId)
    .where('approvalLine.approvalId', '=', approvalId)
    .orderBy('writeIntent.sentAt')
    .orderBy('writeIntent.id')
    .execute();
  return {
    ...approval,
    lines: lines.rows,
    evidence: new Map(evidence.map((row) => [row.id, readEvidence(row.evidence, row.form)])),
    intents,
  };
}
