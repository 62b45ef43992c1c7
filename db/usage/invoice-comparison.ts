import { type Selectable, sql } from 'kysely';
import { dayIn } from '../../domain/billing-day.ts';
import { addDays } from '../../domain/calendar.ts';
import { type CanceledDay, hasEnded } from '../../domain/canceled-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  type ComparedRow,
  compareInvoices,
  type InvoiceComparison,
  invoicedWith,
  type RuleOfUsage,
} from '../../domain/months/invoice-comparison.ts';
import type { MadeChange } from '../../domain/months/invoice-differences.ts';
import { daysOfMonth, type Month, monthOfDay } from '../../domain/months/review-month.ts';
import type { DaySpan, PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { decimal, decimalText, type DecimalText } from '../../domain/quantity.ts';
import { isOutside } from '../../domain/usage/line-roles.ts';
import { billedAmount } from '../../domain/comparison/money.ts';
import { agreementTypeKey } from '../../domain/comparison/waiting-change.ts';
import { doneStates } from '../../domain/decisions/approval.ts';
import { type Message, message } from '../../messages/message.ts';
import { among, oneOf } from '../driver/one-of.ts';
import { PerVersion } from '../driver/per-version.ts';
import { dataVersionOf } from '../integrations/data-versions.ts';
import type { Queryable } from '../model/database.ts';
import type { ApprovalLineTable } from '../model/tables/write-back.ts';
import { ownedBy } from '../model/owned-by.ts';
import { invoicesOfMonth, type InvoicesOfMonth } from '../readings/psa-invoices.ts';
import { psaLineColumns, psaLineOf } from '../readings/psa-line-row.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { composedMonth, type ComposedMonth } from './composed-month.ts';

/** Of each integration and month; small. */
const kept = new PerVersion<InvoiceComparison>(100);

/** {@link comparedInvoices}, compared once per data version of the integration; who asks reads in one snapshot. */
export const invoicesCompared = async (
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
): Promise<InvoiceComparison> =>
  kept.of(JSON.stringify([key, month]), (await dataVersionOf(db, key)) ?? '', () =>
    comparedInvoices(db, key, month, now),
  );

/**
 * What the month's last composition expects on its invoices, next to what the PSA billed (RULES 12).
 *
 * @param known that composition, where the caller has it
 */
export async function comparedInvoices(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
  known?: ComposedMonth,
): Promise<InvoiceComparison> {
  const { timeZone, currencies, canceledDay } = await compositionSettings(db, key);
  const hasEnded = month < monthOfDay(dayIn(timeZone, now));
  const read = hasEnded ? await invoicesOfMonth(db, key, month) : null;
  const composed = read?.readAt == null ? null : (known ?? (await composedMonth(db, key, month, now)));
  if (read?.readAt == null || composed === null)
    return { month, readAt: null, notAvailable: whyNot(hasEnded, read), rows: [] };
  const { input } = composed;
  const lines = billedLines(composed, daysOfMonth(month));
  const rows: readonly ComparedRow[] = compareInvoices({
    days: daysOfMonth(month),
    lines,
    rules: rulesByLine(composed),
    agreements: input.agreements,
    companies: input.companies,
    products: input.products,
    currencies,
    notRead: new Set(
      input.agreementReadings
        .filter(({ newest }) => newest.outcome !== 'read')
        .map(({ agreementId }) => agreementId),
    ),
    changes: await madeChanges(db, key, input, lines, timeZone),
    invoices: read.invoices,
    otherLines: await otherLines(db, key, lines, input.agreements, daysOfMonth(month), canceledDay),
  });
  return { month, readAt: read.readAt.toISOString(), notAvailable: null, rows };
}

function whyNot(hasEnded: boolean, read: InvoicesOfMonth | null): Message {
  if (!hasEnded) return message('invoices.not-ended');
  const found = read?.failure?.detail ?? null;
  return found === null ? message('invoices.not-yet-read') : message('invoices.rejected', { found });
}

/**
 * Of mapped products, whatever role people gave them: the PSA bills them all. A line that Seatwise ended in the month bills
 * nothing any more, and an invoice of before may still have it.
 */
function billedLines({ input, lines }: ComposedMonth, { first }: DaySpan): readonly PsaLine[] {
  const sources = new Map(
    lines.flatMap((line) => line.lines.map((source) => [source.psaLineId, source] as const)),
  );
  return input.lines.flatMap((line) => {
    const source = sources.get(line.id);
    if (source?.live === true) return [line];
    const ends = source?.ownDates?.ends;
    return ends !== undefined && addDays(ends, 1) >= first ? [{ ...line, quantity: '0' }] : [];
  });
}

function rulesByLine({ lines }: ComposedMonth): ReadonlyMap<string, RuleOfUsage> {
  return new Map(
    lines.flatMap(({ rule, vendorQuantity: seats, lines: sources }) => {
      if (rule?.applied == null) return [];
      const of: RuleOfUsage = { seats, applied: rule.applied };
      return sources
        .filter(({ live, role }) => live && !isOutside(role))
        .map(({ psaLineId }) => [psaLineId, of] as const);
    }),
  );
}

/** Changes of these lines that reached the PSA, in the order in which they did. */
async function madeChanges(
  db: Queryable,
  key: IntegrationKey,
  { agreements, billsIn }: Pick<ComposedMonth['input'], 'agreements' | 'billsIn'>,
  lines: readonly PsaLine[],
  timeZone: string,
): Promise<readonly MadeChange[]> {
  const ids = sql`any(${lines.map(({ id }) => id)}::text[])`;
  const { rows } = await sql<MadeRow>`
    select coalesce(created_line_id, psa_line_id) as psa_line_id, agreement_id, before, after, invoice_date as bills_on,
      change, finished_at from approval_line
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and decision <> 'prove'
      and ${among('state', doneStates)} and finished_at is not null
      and (psa_line_id = ${ids} or created_line_id = ${ids})
    order by finished_at, id`.execute(db);
  const inArrears = new Set(
    agreements.flatMap(({ id, typeId, dated }) =>
      dated == null && billsIn[agreementTypeKey(typeId)] === 'arrears' ? [id] : [],
    ),
  );
  return rows.map(({ finishedAt, agreementId, change, ...made }) => ({
    ...made,
    ...(change !== 'set-quantity' && inArrears.has(agreementId) ? { inArrears: true } : {}),
    madeOn: dayIn(timeZone, finishedAt),
  }));
}

type MadeRow = Omit<MadeChange, 'madeOn' | 'inArrears'> &
  Pick<Selectable<ApprovalLineTable>, 'agreementId' | 'change'> & { readonly finishedAt: Date };

/** What lines of other products bill on an invoice of the month, by agreement, as they were read last. */
async function otherLines(
  db: Queryable,
  key: IntegrationKey,
  compared: readonly PsaLine[],
  agreements: readonly PsaAgreement[],
  { first }: DaySpan,
  canceledDay: CanceledDay,
): Promise<ReadonlyMap<string, DecimalText | null>> {
  const own = new Set(compared.map(({ id }) => id));
  const children = invoicedWith(agreements);
  const parents = new Map(agreements.map(({ id, parentAgreementId }) => [id, parentAgreementId]));
  const billed = compared.flatMap(({ agreementId }) => [
    agreementId,
    parents.get(agreementId) ?? agreementId,
  ]);
  const agreementIds = [...new Set(billed.flatMap((id) => [id, ...(children.get(id) ?? [])]))];
  const rows = await db
    .selectFrom('psaLine')
    .select(psaLineColumns)
    .where(ownedBy(key))
    .where(oneOf('agreementId', agreementIds))
    .execute();
  const totals = new Map<string, DecimalText | null>();
  for (const line of rows.map(psaLineOf)) {
    const isLive = (line.effectiveDate ?? first) <= first && !hasEnded(line, first, canceledDay);
    if (own.has(line.id) || !isLive) continue;
    const amount = billedAmount(line);
    const before = totals.get(line.agreementId);
    totals.set(
      line.agreementId,
      amount === null || before === null ? null : decimalText(amount.plus(decimal(before ?? '0'))),
    );
  }
  return totals;
}
