import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { KnownLineIds } from '../../contracts/stored/new-line.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type { ChangeKind } from '../../domain/decisions/change.ts';
import type { ListedLines } from '../../domain/write-back/listed-lines.ts';
import { type CapName, changesOfCap } from '../../domain/write-back/daily-cap.ts';
import type { OwnChange } from '../../domain/decisions/day-conflict.ts';
import type { IntentOutcome } from '../../domain/write-back/write-outcome.ts';
import type { ApprovalLine } from './approval-lines.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';
import { presentForm, readDocument } from '../model/stored-documents.ts';

/** What is done to which line. */
interface SentChange {
  readonly kind: ChangeKind;
  /** By the PSA; of a line that is created, its marker. */
  readonly psaLineId: string;
  readonly before: string;
  readonly after: string;
  readonly lastBilledDay: Day | null;
  /** IDs of all lines of the agreement right before a line is created; null: another change. */
  readonly knownLineIds: readonly string[] | null;
}

/** What an approval sends by one request. */
export const sentChangeOf = (
  { change, psaLineId, before, after }: Pick<ApprovalLine, 'change' | 'psaLineId' | 'before' | 'after'>,
  knownLineIds: readonly string[] | null = null,
): SentChange => ({
  kind: change.kind,
  psaLineId,
  before,
  after,
  lastBilledDay: 'lastBilledDay' in change ? change.lastBilledDay : null,
  knownLineIds,
});

/** What the reading just before a sending showed, and what it sends beside the quantity. */
export interface SendingFacts {
  readonly change: SentChange;
  /** What the line's last reading said of its last change; null: nothing. */
  readonly lastUpdated: string | null;
  /** The first day on which it acts; null: it has none. */
  readonly day: string | null;
  /** The other lines that are written with it; null: it is written alone. */
  readonly document: readonly PsaLine[] | null;
  /** How it is written, where the PSA has several ways for such lines; else null. */
  readonly method: string | null;
}

export interface OpenIntent extends SendingFacts {
  readonly answeredNotFound: boolean;
}

/** Stores what is about to be sent, before it is sent (architecture.md 5). At most one is open for each PSA line. */
export async function openIntent(
  tx: Tx,
  line: ApprovalLine,
  sending: SendingFacts & {
    readonly number: number;
    readonly sentAt: Date;
    readonly billingDay: string;
  },
): Promise<void> {
  await tx
    .insertInto('writeIntent')
    .values({
      tenantId: line.tenantId,
      id: randomUUID(),
      integrationId: line.integrationId,
      approvalLineId: line.id,
      psaLineId: sending.change.psaLineId,
      sendNumber: sending.number,
      change: sending.change.kind,
      before: sending.change.before,
      after: sending.change.after,
      lastBilledDay: sending.change.lastBilledDay,
      knownLineIds: sending.change.knownLineIds === null ? null : JSON.stringify(sending.change.knownLineIds),
      snapshot: JSON.stringify(line.snapshot),
      form: presentForm,
      lastUpdated: sending.lastUpdated,
      firstDay: sending.day,
      document: sending.document === null ? null : JSON.stringify(sending.document),
      method: sending.method,
      sentAt: sending.sentAt,
      billingDay: sending.billingDay,
    })
    .execute();
}

/** The open intent of a line, for whoever finds out what became of it; null: none is open. */
export async function findOpenIntent(
  db: Queryable,
  line: Pick<ApprovalLine, 'tenantId' | 'id'>,
): Promise<OpenIntent | null> {
  const row = await db
    .selectFrom('writeIntent')
    .select(['lastUpdated', 'firstDay', 'document', 'method', 'form', 'answeredNotFound'])
    .select(['change', 'psaLineId', 'before', 'after', 'lastBilledDay', 'knownLineIds'])
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return row === undefined
    ? null
    : {
        change: {
          kind: row.change,
          psaLineId: row.psaLineId,
          before: row.before,
          after: row.after,
          lastBilledDay: row.lastBilledDay,
          knownLineIds: KnownLineIds.nullable().parse(row.knownLineIds),
        },
        lastUpdated: row.lastUpdated?.toISOString() ?? null,
        day: row.firstDay,
        document: row.document === null ? null : readDocument(row.document, row.form),
        method: row.method,
        answeredNotFound: row.answeredNotFound,
      };
}

/** Days on which changes of the same PSA line by other approvals act, or may: what provably had no effect is left out. */
export async function daysOfOthers(
  db: Queryable,
  line: Pick<ApprovalLine, 'tenantId' | 'id' | 'integrationId' | 'psaLineId'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('writeIntent')
    .select('firstDay')
    .distinct()
    .where('tenantId', '=', line.tenantId)
    .where('integrationId', '=', line.integrationId)
    .where('psaLineId', '=', line.psaLineId)
    .where('approvalLineId', '!=', line.id)
    .where('firstDay', 'is not', null)
    .where(sql<boolean>`coalesce(outcome not in ('not-sent', 'rejected', 'not-done'), true)`)
    .execute();
  return rows.flatMap(({ firstDay }) => firstDay ?? []);
}

/** Changes of ours of these PSA lines that name a day and took effect, or may have, by the PSA's ID of the line. */
export async function ownChanges(
  db: Queryable,
  key: IntegrationKey,
  psaLineIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnChange[]>> {
  // A usage line that no line bills.
  if (psaLineIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('writeIntent')
    .select(['psaLineId', 'firstDay', 'after', 'concludedAt'])
    .where(ownedBy(key))
    .where(among('psaLineId', psaLineIds))
    .where('firstDay', 'is not', null)
    .where(sql<boolean>`coalesce(outcome not in ('not-sent', 'rejected', 'not-done'), true)`)
    .execute();
  const changes = new Map<string, OwnChange[]>();
  for (const { psaLineId, firstDay: day, after, concludedAt } of rows) {
    if (day === null) continue;
    const change = { day, after, concludedAt: concludedAt?.toISOString() ?? null };
    changes.set(psaLineId, [...(changes.get(psaLineId) ?? []), change]);
  }
  return changes;
}

/** The PSA answered the open sending with "no such line". */
export async function noteNotFound(tx: Tx, line: ApprovalLine): Promise<void> {
  await tx
    .updateTable('writeIntent')
    .set({ answeredNotFound: true })
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('outcome', 'is', null)
    .execute();
}

/** Keeps with the open intent of a creation what was listed to find the line (RULES 16). */
export async function noteLists(tx: Tx, line: ApprovalLine, lists: readonly ListedLines[]): Promise<void> {
  await tx
    .updateTable('writeIntent')
    .set({ lists: JSON.stringify(lists) })
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('outcome', 'is', null)
    .execute();
}

/** Closes the open intent of a line. */
export async function concludeIntent(
  tx: Tx,
  line: ApprovalLine,
  outcome: IntentOutcome,
  detail: Message | null,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('writeIntent')
    .set({ outcome, detail: messageToStore(detail), concludedAt: at })
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('outcome', 'is', null)
    .execute();
}

/**
 * The newest sending that the PSA rejected as too many was done all the same: it is the first that counts.
 *
 * @returns when it was sent; `null` when none was
 */
export async function countRejectedSending(tx: Tx, line: ApprovalLine, at: Date): Promise<Date | null> {
  const newest = tx
    .selectFrom('writeIntent')
    .select('id')
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('outcome', '=', 'not-sent')
    .orderBy('sentAt', 'desc')
    .limit(1);
  const row = await tx
    .updateTable('writeIntent')
    .set({ outcome: 'confirmed', detail: null, concludedAt: at })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', newest)
    .returning('sentAt')
    .executeTakeFirst();
  return row?.sentAt ?? null;
}

/** The sending after it provably never left: what became of this one is open again. */
export async function reopenIntent(tx: Tx, line: ApprovalLine, sendNumber: number): Promise<void> {
  await tx
    .updateTable('writeIntent')
    .set({ outcome: null, detail: null, concludedAt: null })
    .where('tenantId', '=', line.tenantId)
    .where('approvalLineId', '=', line.id)
    .where('sendNumber', '=', sendNumber)
    .where('outcome', '=', 'not-done')
    .execute();
}

export interface SentToday {
  readonly lines: number;
  /** In the tenant's currency; whatever the sign of the effects on invoices; unknown ones are not in it. Exact decimal. */
  readonly amount: string;
  /** How often an administrator granted this limit again. */
  readonly allowances: number;
  /** Of them, lines in a currency that has no exchange rate: in no amount. */
  readonly withoutRate: number;
}

/** What left today, for one of the caps (RULES 6); a line that is sent twice counts once, one provably not sent does not. */
export async function sentToday(
  db: Queryable,
  key: IntegrationKey,
  billingDay: string,
  cap: CapName,
): Promise<SentToday> {
  // In the tenant's currency by the rates of now; what was approved before currencies were read is in it.
  const rate = sql`(case when coalesce(l.currency, t.currency) = t.currency then 1
    else (s.value #>> array['rates', l.currency])::numeric end)`;
  const { rows } = await sql<SentToday>`
    select count(*)::int as lines, coalesce(sum(abs(l.effect_per_invoice) * ${rate}), 0)::text as amount,
      count(*) filter (where l.effect_per_invoice <> 0 and ${rate} is null)::int as without_rate,
      (select count(*)::int from write_allowance a where a.tenant_id = ${key.tenantId}
        and a.integration_id = ${key.integrationId} and a.billing_day = ${billingDay} and a.cap = ${cap}) as allowances
    from (
      select distinct i.approval_line_id from write_intent i where i.tenant_id = ${key.tenantId}
        and i.integration_id = ${key.integrationId} and i.billing_day = ${billingDay}
        and i.outcome is distinct from 'not-sent') sent
    join approval_line l on l.tenant_id = ${key.tenantId} and l.id = sent.approval_line_id
      and ${among('l.change', changesOfCap[cap])}
    join tenant t on t.id = l.tenant_id
    left join setting s on s.tenant_id = l.tenant_id and s.name = 'currencies'`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a count gave no row');
  return row;
}

/** Grants one of the day's limits once more. */
export async function grantAllowance(
  tx: Tx,
  key: IntegrationKey,
  { cap, billingDay, actor }: { readonly cap: CapName; readonly billingDay: string; readonly actor: Actor },
): Promise<void> {
  await tx
    .insertInto('writeAllowance')
    .values({
      tenantId: key.tenantId,
      id: randomUUID(),
      integrationId: key.integrationId,
      billingDay,
      cap,
      grantedBy: JSON.stringify(actor),
    })
    .execute();
}
