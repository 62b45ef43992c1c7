import { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import { type CurrencyCode, currencyDecimals, notConfirmed } from '../currency.ts';
import type { PsaLine } from '../psa-facts.ts';
import { type DecimalText, decimal, decimalText } from '../quantity.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import type { ComposedLine, UsageMoney } from '../usage/composition.ts';
import type { GroupAssessment } from './group-kind.ts';
import type { GroupLine } from './group-line.ts';

/** A change of money on one invoice, exact; null is unknown, never 0 (RULES 9). Rounded once, by {@link effectMoney}. */
export interface Effect {
  /** Null: of lines in several currencies, which are never added up. */
  readonly currency: CurrencyCode | null;
  readonly perInvoice: Decimal | null;
  readonly perMonth: Decimal | null;
  readonly note: Message | null;
}

const unknown = (note: Message, currency: CurrencyCode | null): Effect => ({
  currency,
  perInvoice: null,
  perMonth: null,
  note,
});

/**
 * What is billed of a quantity (RULES 9): less what is included, at least the minimum. A line without the one includes
 * nothing, one without the other bills nothing of nothing.
 */
export const billedOf = (
  quantity: Decimal,
  { lessIncluded, minimum }: Pick<PsaLine, 'lessIncluded' | 'minimum'>,
): Decimal => Decimal.max(0, minimum ?? 0, lessIncluded === null ? quantity : quantity.minus(lessIncluded));

/** What one invoice bills for a line, exact; null: unknown. */
export function billedAmount(line: PsaLine): Decimal | null {
  if (line.billable === null) return null;
  if (!line.billable) return decimal(0);
  return line.quantity === null || line.unitPrice === null
    ? null
    : billedOf(decimal(line.quantity), line).times(line.unitPrice);
}

/** What changing one line to `after` does to its invoice and, divided by the cycle's months, to a month (RULES 9). */
export const lineEffect = (groupLine: GroupLine, after: Decimal): Effect =>
  billingEffect(groupLine, after, billedOf(after, groupLine.line), leastNote(groupLine.line, after));

/** What ending one line takes off its invoice: all that it bills, since an ended line has no minimum (RULES 9). */
export const endEffect = (groupLine: GroupLine): Effect =>
  billingEffect(groupLine, decimal(0), decimal(0), null);

/**
 * @param billed what is billed of the quantity `after`
 * @param note unless something else is to be said
 */
function billingEffect(groupLine: GroupLine, after: Decimal, billed: Decimal, note: Message | null): Effect {
  const { line, currency } = groupLine;
  const priced = pricedLine(groupLine);
  if (!('quantity' in priced)) return priced;
  const { quantity: before, unitPrice } = priced;
  const prorated = after.equals(before) ? null : begunInsidePeriod(groupLine);
  if (prorated !== null) return unknown(prorated, currency);
  const effect = withMonth(groupLine, billed.minus(billedOf(before, line)).times(unitPrice));
  return { ...effect, note: effect.note ?? note };
}

/** Its current billing, regardless of usage: the start date matters only for a change. */
function lineBills(groupLine: GroupLine): Effect {
  const priced = pricedLine(groupLine);
  if (!('quantity' in priced)) return priced;
  return withMonth(groupLine, billedOf(priced.quantity, groupLine.line).times(priced.unitPrice));
}

/** What its units cost the MSP by the PSA, whether billed or not: included ones too. Nobody entered a cost of 0. */
function lineCosts(groupLine: GroupLine): Effect {
  const { unitCost, quantity } = groupLine.line;
  if (unitCost === undefined || quantity === null || !decimal(unitCost).greaterThan(0))
    return { currency: groupLine.currency, perInvoice: null, perMonth: null, note: null };
  return withMonth(groupLine, decimal(quantity).times(unitCost));
}

/** The effect of any change where that does not depend on its quantity: nothing, or unknown. */
function pricedLine({
  line,
  currency,
}: GroupLine): Effect | { readonly quantity: Decimal; readonly unitPrice: string } {
  if (line.billable === null) return unknown(message('usage.money.billing-not-given'), currency);
  if (!line.billable)
    return { currency, perInvoice: decimal(0), perMonth: decimal(0), note: ownSetting(line) };
  if (line.unitPrice === null) return unknown(message('usage.money.price-missing'), currency);
  if (line.quantity === null) return unknown(message('usage.money.quantity-missing'), currency);
  return { quantity: decimal(line.quantity), unitPrice: line.unitPrice };
}

/** In the PSA's own word. */
const ownSetting = ({ billCustomer: option }: PsaLine): Message | null =>
  option === null ? null : message('usage.money.not-billed', { option });

/** Why a change moves less money than its seats: people see a price and a difference that do not multiply. */
const leastNote = ({ minimum, lessIncluded }: PsaLine, after: Decimal): Message | null =>
  minimum !== undefined && after.minus(lessIncluded ?? 0).lessThan(minimum)
    ? message('usage.money.at-least', { units: decimalText(decimal(minimum)) })
    : null;

/** Per month: the invoice divided by the months of its cycle. */
function withMonth({ usability, currency }: GroupLine, perInvoice: Decimal): Effect {
  const cycle = usability?.billingCycle ?? null;
  if (cycle === null)
    return { currency, perInvoice, perMonth: null, note: message('usage.money.cycle-missing') };
  if (perInvoice.isZero()) return { currency, perInvoice, perMonth: perInvoice, note: null };
  if (cycle.months === null || cycle.months < 1) {
    return {
      currency,
      perInvoice,
      perMonth: null,
      note: message('usage.money.cycle-length', { cycle: cycle.name }),
    };
  }
  return { currency, perInvoice, perMonth: perInvoice.dividedBy(cycle.months), note: null };
}

/**
 * Proration is shown, never computed (RULES 9): a line begun inside the running period on a prorating agreement, or
 * on one that does not say whether it prorates, has an unknown effect. The period ends with the next invoice date.
 */
function begunInsidePeriod({ line, agreement, usability }: GroupLine): Message | null {
  if (agreement === null || agreement.prorates === false || usability === null) return null;
  const { nextInvoiceDate, billingCycle } = usability;
  if (line.effectiveDate === null || nextInvoiceDate === null || billingCycle === null) return null;
  const begins = shiftByCycle(nextInvoiceDate, billingCycle, -1);
  if (line.effectiveDate <= begins || line.effectiveDate >= nextInvoiceDate) return null;
  return message(agreement.prorates === true ? 'usage.money.prorated' : 'usage.money.proration-unknown');
}

/**
 * What one invoice bills of a line as it is (RULES 9), rounded as it is shown. Null: unknown.
 * @param billable null: the PSA does not say
 */
export function invoiceAmount(
  line: Pick<PsaLine, 'quantity' | 'lessIncluded' | 'minimum' | 'unitPrice' | 'billable'>,
  currency: CurrencyCode,
): DecimalText | null {
  const { billable, unitPrice, quantity } = line;
  if (billable === false) return '0';
  if (billable === null || unitPrice === null || quantity === null) return null;
  return decimalText(rounded(billedOf(decimal(quantity), line).times(unitPrice), currency));
}

const severalCurrencies = message('usage.money.several-currencies');

/** Null: they differ. */
const commonCurrency = (effects: readonly Pick<Effect, 'currency'>[]): CurrencyCode | null => {
  const [only, ...others] = new Set(effects.map(({ currency }) => currency));
  return only === undefined || others.length > 0 ? null : only;
};

/** The effect when the target is not chosen yet: known only where every possible target gives the same. */
export function commonEffect(effects: readonly Effect[]): Effect {
  const [first, ...others] = effects;
  if (first === undefined) return unknown(message('usage.money.no-line'), null);
  const currency = commonCurrency(effects);
  if (currency === null) return unknown(severalCurrencies, null);
  const same = (a: Decimal | null, b: Decimal | null): boolean =>
    a === null || b === null ? a === b : a.equals(b);
  const differs = others.some(
    (other) => !same(first.perInvoice, other.perInvoice) || !same(first.perMonth, other.perMonth),
  );
  return differs ? unknown(message('usage.money.depends-on-line'), currency) : first;
}

/** Ending all lines, of which one with an excess keeps the rest. Per invoice only where all are on one agreement. */
export const endingEffect = (lines: readonly GroupLine[]): Effect =>
  sumOfEffects(lines, lines.map(excessEffect));

function excessEffect(line: GroupLine): Effect {
  const left = decimal(line.line.quantity ?? 0).minus(line.excess?.over ?? line.line.quantity ?? 0);
  return left.greaterThan(0) ? lineEffect(line, left) : endEffect(line);
}

function sumOfEffects(lines: readonly GroupLine[], effects: readonly Effect[]): Effect {
  const currency = commonCurrency(effects);
  if (currency === null && lines.length > 0) return unknown(severalCurrencies, null);
  const oneInvoice = new Set(lines.map(({ line }) => line.agreementId)).size === 1;
  const sum = (pick: (effect: Effect) => Decimal | null): Decimal | null => {
    let total = decimal(0);
    for (const effect of effects) {
      const amount = pick(effect);
      if (amount === null) return null;
      total = total.plus(amount);
    }
    return total;
  };
  const note = effects.map((effect) => effect.note).find((text) => text !== null) ?? null;
  return {
    currency,
    perInvoice: oneInvoice ? sum((effect) => effect.perInvoice) : null,
    perMonth: sum((effect) => effect.perMonth),
    note: note ?? (oneInvoice ? null : message('usage.money.several-invoices')),
  };
}

/**
 * Billable units on lines that bill nothing, valued at the dead line's own price (RULES 3: "with the money at risk"), per
 * month. Several dead lines that value them differently: unknown.
 */
export function deadValue(
  lines: readonly GroupLine[],
  units: number,
): { readonly value: Decimal | null; readonly note: Message | null; readonly currency: CurrencyCode } {
  const values = lines.map((line) => {
    const worth = lineEffect(
      { ...line, line: { ...line.line, quantity: '0', effectiveDate: null } },
      decimal(units),
    );
    return worth;
  });
  const { perMonth, note, currency } = commonEffect(values);
  return { value: perMonth, note, currency: currency ?? notConfirmed };
}

/**
 * An amount as a line shows it: rounded once, half away from zero (RULES 9). Sums add what the lines show, so that
 * columns and files add up by hand.
 */
export const rounded = (amount: Decimal, currency: CurrencyCode): Decimal =>
  amount.toDecimalPlaces(currencyDecimals(currency), Decimal.ROUND_HALF_UP);

const text = (value: Decimal | null, currency: CurrencyCode): string | null =>
  value === null ? null : decimalText(rounded(value, currency));

export function effectMoney({ currency, perInvoice, perMonth, note }: Effect): UsageMoney {
  const code = currency ?? notConfirmed;
  return {
    currency: code,
    effectPerInvoice: text(perInvoice, code),
    effectPerMonth: text(perMonth, code),
    atRiskPerMonth: null,
    estimated: false,
    note,
  };
}

export function atRiskMoney(
  value: Decimal | null,
  estimated: boolean,
  note: Message | null,
  currency: CurrencyCode,
): UsageMoney {
  return {
    currency,
    effectPerInvoice: null,
    effectPerMonth: null,
    atRiskPerMonth: text(value, currency),
    estimated,
    note: note ?? (value === null ? message('usage.money.price-missing') : null),
  };
}

/** Monthly billing of lines that no account uses (RULES 9); in no figure, since it may be correct. */
export function billedMoney(lines: readonly GroupLine[], note: Message): UsageMoney {
  const bills = sumOfEffects(lines, lines.map(lineBills));
  const currency = bills.currency ?? notConfirmed;
  return {
    ...noMoney(bills.perMonth === null ? (bills.note ?? note) : note),
    currency,
    billedPerMonth: text(bills.perMonth, currency),
  };
}

/** Kinds without an amount: `choice`, `not-read`. */
export function noMoney(note: Message | null): UsageMoney {
  return {
    currency: notConfirmed,
    effectPerInvoice: null,
    effectPerMonth: null,
    atRiskPerMonth: null,
    estimated: false,
    note,
  };
}

/** Of lines in a total (RULES 15); empty without a line. What they cost is not known where no person said which counts. */
export function billedAndCost({
  kind,
  inSum,
}: Pick<GroupAssessment, 'kind' | 'inSum'>): Pick<ComposedLine, 'perMonth'> {
  const lines = inSum.filter(({ status }) => status === 'live');
  if (lines.length === 0) return {};
  const bills = sumOfEffects(lines, lines.map(lineBills));
  const costs = sumOfEffects(lines, lines.map(lineCosts));
  const currency = bills.currency ?? notConfirmed;
  return {
    perMonth: {
      currency,
      billed: text(bills.perMonth, currency),
      cost: kind === 'choice' ? null : text(costs.perMonth, currency),
    },
  };
}
