import type { Decimal } from 'decimal.js';
import { message, type Message } from '../../messages/message.ts';
import { type Currencies, type CurrencyCode, currencyOfAgreement } from '../currency.ts';
import { groupBy } from '../group-by.ts';
import type { DaySpan, PsaAgreement, PsaCompany, PsaInvoice, PsaLine, PsaProduct } from '../psa-facts.ts';
import { decimal, type DecimalText, decimalText, type Instant } from '../quantity.ts';
import type { AppliedRule } from '../usage/composition.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import { rounded } from '../comparison/money.ts';
import {
  amountOf,
  difference,
  invoiceReasons,
  type LaterChange,
  laterChanges,
  type MadeChange,
  sum,
} from './invoice-differences.ts';
import type { Month } from './review-month.ts';

/** What Seatwise expected on the invoices of a month, next to what the PSA billed (RULES 12). */
export interface InvoiceComparison {
  readonly month: Month;
  /** When the PSA's invoices were read; null: they were not. */
  readonly readAt: Instant | null;
  /** Why there is nothing to compare with; `null` when there is. */
  readonly notAvailable: Message | null;
  readonly rows: readonly ComparedRow[];
}

/** A line of an agreement; where the PSA does not show what an invoice consists of, the agreement as a whole. */
export interface ComparedRow {
  readonly companyId: string;
  /** Names as of the month. */
  readonly companyName: string;
  readonly agreementId: string;
  readonly agreementName: string;
  /** Null: the agreement as a whole. */
  readonly psaLineId: string | null;
  readonly product: string | null;
  /** Of the usage lines that it bills (RULES 13); absent: none is under a billing rule. */
  readonly rules?: readonly RuleOfUsage[];
  readonly currency: CurrencyCode;
  readonly invoices: readonly ComparedInvoice[];
  readonly expectedQuantity: DecimalText | null;
  /** Null is unknown, as in every amount here. */
  readonly expected: DecimalText | null;
  readonly billedQuantity: DecimalText | null;
  readonly billed: DecimalText | null;
  /** Billed less expected. */
  readonly difference: DecimalText | null;
  readonly reasons: readonly Message[];
}

/** A billing rule with the seats of the usage line that it was applied to. */
export interface RuleOfUsage {
  readonly seats: number | null;
  readonly applied: AppliedRule;
}

export type ComparedInvoice = Pick<PsaInvoice, 'number' | 'day' | 'state' | 'kind'>;

export interface ComparisonFacts {
  readonly days: DaySpan;
  /** Live lines of mapped products by the month's last composition, and, with 0 units, those that Seatwise ended in it. */
  readonly lines: readonly PsaLine[];
  /** By ID of such a line, where its usage line is under a billing rule. */
  readonly rules: ReadonlyMap<string, RuleOfUsage>;
  readonly agreements: readonly PsaAgreement[];
  readonly companies: readonly PsaCompany[];
  readonly products: readonly PsaProduct[];
  readonly currencies: Currencies;
  /** Agreements whose newest read by then was not complete. */
  readonly notRead: ReadonlySet<string>;
  /** In the order in which they were applied. */
  readonly changes: readonly MadeChange[];
  readonly invoices: readonly PsaInvoice[];
  /** What the other lines of an agreement bill on an invoice, by its ID; null: unknown; absent: it has none. */
  readonly otherLines: ReadonlyMap<string, DecimalText | null>;
}

/** An agreement that has its own invoice, and what that bills. */
interface Billed {
  readonly agreement: PsaAgreement;
  readonly lines: readonly PsaLine[];
  /** With those that are invoiced with it (RULES 3). */
  readonly agreementIds: ReadonlySet<string>;
  readonly currency: CurrencyCode;
  readonly invoices: readonly PsaInvoice[];
}

/** One row for each line or agreement that has an invoice in the month, or should have one. */
export function compareInvoices(facts: ComparisonFacts): readonly ComparedRow[] {
  const showsLines = facts.invoices.some(({ lines }) => lines !== null);
  const companies = new Map(facts.companies.map((company) => [company.id, company.name]));
  return billedAgreements(facts)
    .filter(({ agreement, invoices }) => invoices.length > 0 || isDue(agreement, facts.days))
    .flatMap((billed) => {
      const whole = billed.invoices.length > 0 && billed.invoices.every(({ lines }) => lines === null);
      return whole || !showsLines
        ? [wholeRow(billed, facts)]
        : billed.lines.map((line) => lineRow(billed, line, facts));
    })
    .map((row) => ({ ...row, companyName: companies.get(row.companyId) ?? row.companyId }))
    .sort(
      (a, b) =>
        compare(a.companyName, b.companyName) ||
        compare(a.agreementName, b.agreementName) ||
        compare(a.psaLineId ?? '', b.psaLineId ?? ''),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function billedAgreements({
  lines,
  agreements,
  companies,
  currencies,
  invoices,
}: ComparisonFacts): readonly Billed[] {
  const byId = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  const companyById = new Map(companies.map((company) => [company.id, company]));
  const children = invoicedWith(agreements);
  const invoicesOf = groupBy(invoices, ({ agreementId }) => agreementId);
  const found = new Map<string, { readonly agreement: PsaAgreement; readonly lines: PsaLine[] }>();
  for (const line of lines) {
    const own = byId.get(line.agreementId);
    const parent = own?.nextInvoiceDate === null ? byId.get(own.parentAgreementId ?? '') : undefined;
    const agreement = parent ?? own;
    if (agreement === undefined) continue;
    const known = found.get(agreement.id) ?? { agreement, lines: [] };
    known.lines.push(line);
    found.set(agreement.id, known);
  }
  return [...found.values()].map(({ agreement, lines: some }) => ({
    agreement,
    lines: some,
    agreementIds: new Set([agreement.id, ...(children.get(agreement.id) ?? [])]),
    currency: currencyOfAgreement(agreement, companyById, currencies),
    invoices: invoicesOf.get(agreement.id) ?? [],
  }));
}

/** Agreements that are invoiced with another one, by the ID of that (RULES 3). */
export function invoicedWith(agreements: readonly PsaAgreement[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const { id, parentAgreementId, nextInvoiceDate, over } of agreements)
    if (parentAgreementId !== null && nextInvoiceDate === null && over === null)
      children.set(parentAgreementId, [...(children.get(parentAgreementId) ?? []), id]);
  return children;
}

/** Whether the invoice before its next one is of these days; of a cycle of unknown length nothing is expected. */
function isDue({ nextInvoiceDate, billingCycle }: PsaAgreement, { first, last }: DaySpan): boolean {
  if (nextInvoiceDate === null || billingCycle === null || billingCycle.never) return false;
  if (billingCycle.months === null && billingCycle.days === null) return false;
  const before = shiftByCycle(nextInvoiceDate, billingCycle, -1);
  return before >= first && before <= last;
}

interface Sides {
  readonly expectedQuantity: Decimal | null;
  readonly expected: Decimal | null;
  readonly billedQuantity: Decimal | null;
  readonly billed: Decimal | null;
}

type Row = Omit<ComparedRow, 'companyName'>;

function lineRow(billed: Billed, line: PsaLine, { products, changes, notRead, rules }: ComparisonFacts): Row {
  const { invoices, currency } = billed;
  const sameProduct = billed.lines.filter(({ productId }) => productId === line.productId).length;
  const counted = invoices.filter(({ state }) => state !== 'voided');
  const on = counted.flatMap(({ lines }) =>
    (lines ?? []).filter(({ lineId, productId }) =>
      lineId === null ? productId === line.productId && sameProduct === 1 : lineId === line.id,
    ),
  );
  const sides: Sides = {
    expectedQuantity: line.quantity === null ? null : decimal(line.quantity),
    expected: amountOf(line, currency),
    billedQuantity: sum(on.map(({ quantity }) => quantity)),
    billed: sum(on.map(({ amount }) => amount)),
  };
  const price = on.find(
    ({ unitPrice }) => unitPrice !== null && !decimal(unitPrice).equals(line.unitPrice ?? unitPrice),
  );
  const reasons: Message[] = [
    ...(notRead.has(line.agreementId) ? [message('invoices.reason.not-read')] : []),
    ...(counted.length > 0 && on.length === 0 && sides.expected?.isZero() !== true
      ? [message('invoices.reason.not-on-invoice')]
      : []),
    ...(price?.unitPrice == null || line.unitPrice === null
      ? []
      : [
          message('invoices.reason.price', {
            billed: { amount: price.unitPrice, currency },
            expected: { amount: line.unitPrice, currency },
          }),
        ]),
  ];
  const later = laterChanges([line], changes, counted, currency);
  const of = { psaLineId: line.id, product: productOf(line, products), ...rulesOf([line], rules) };
  return rowOf(billed, of, sides, reasons, later);
}

function wholeRow(billed: Billed, { changes, notRead, otherLines, rules }: ComparisonFacts): Row {
  const { invoices, lines, agreementIds, currency } = billed;
  const counted = invoices.filter(({ state }) => state !== 'voided');
  const others = [...agreementIds].map((id) => otherLines.get(id)).filter((amount) => amount !== undefined);
  const amounts = lines.map((line) => amountOf(line, currency));
  const expected = sum([...amounts, ...others]);
  const sides: Sides = {
    expectedQuantity: null,
    expected: expected === null ? null : rounded(expected, currency),
    billedQuantity: null,
    billed: sum(counted.map(({ amount }) => amount)),
  };
  const unread = [...agreementIds].some((id) => notRead.has(id));
  const reasons = unread ? [message('invoices.reason.not-read')] : [];
  const later = laterChanges(lines, changes, counted, currency);
  const of = { psaLineId: null, product: null, ...rulesOf(lines, rules) };
  return rowOf(billed, of, sides, reasons, later);
}

/** Lines of one usage line share its rule, which is listed once. */
function rulesOf(lines: readonly PsaLine[], rules: ComparisonFacts['rules']): Pick<ComparedRow, 'rules'> {
  const found = [...new Set(lines.flatMap(({ id }) => rules.get(id) ?? []))];
  return found.length === 0 ? {} : { rules: found };
}

const productOf = (
  { productId, productIdentifier }: PsaLine,
  products: readonly PsaProduct[],
): string | null => productIdentifier ?? products.find(({ id }) => id === productId)?.identifier ?? null;

function rowOf(
  { agreement, currency, invoices }: Billed,
  of: Pick<ComparedRow, 'psaLineId' | 'product' | 'rules'>,
  sides: Sides,
  found: readonly Message[],
  later: readonly LaterChange[],
): Row {
  const foreign =
    invoices.find((one) => one.currency !== null && one.currency !== currency)?.currency ?? null;
  const apart = foreign === null ? difference(sides.expected, sides.billed) : null;
  const others = [...found, ...invoiceReasons(invoices, foreign)];
  const effect = sum(later.map((change) => change.effect));
  const isExplained =
    apart === null || apart.isZero() || others.length > 0 || effect === null || apart.plus(effect).isZero();
  const text = (value: Decimal | null): DecimalText | null => (value === null ? null : decimalText(value));
  return {
    companyId: agreement.companyId,
    agreementId: agreement.id,
    agreementName: agreement.name,
    ...of,
    currency: foreign ?? currency,
    invoices: invoices.map(({ number, day, state, kind }) => ({ number, day, state, kind })),
    expectedQuantity: text(sides.expectedQuantity),
    expected: foreign === null ? text(sides.expected) : null,
    billedQuantity: invoices.length === 0 ? null : text(sides.billedQuantity),
    billed: text(sides.billed === null ? null : rounded(sides.billed, foreign ?? currency)),
    difference: text(apart),
    reasons: [
      ...(apart?.isZero() === true ? [] : later.map(({ reason }) => reason)),
      ...others,
      ...(isExplained ? [] : [message('invoices.reason.none')]),
    ],
  };
}
