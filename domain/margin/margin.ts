import { type CurrencyCode, notConfirmed } from '../currency.ts';
import { decimal, type DecimalText, decimalText } from '../quantity.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineKind } from '../usage/line-kinds.ts';
import { rounded } from '../comparison/money.ts';
import type { CostSource } from './cost-source.ts';
import { vendorCost, type VendorRates } from './vendor-prices.ts';

/** What a usage line earns a month. Null is unknown, never 0. */
export interface LineMargin {
  /** Of every amount; `XXX`: not confirmed, or several. */
  readonly currency: CurrencyCode;
  /** What the PSA bills for it now. */
  readonly billedPerMonth: DecimalText | null;
  readonly costPerMonth: DecimalText | null;
  readonly costFrom: CostSource | null;
  /** Billed less cost. */
  readonly marginPerMonth: DecimalText | null;
}

export interface MarginContext {
  /** The tenant's own: PSAs do not say what a cost is in, so that it is known only of lines in this one. */
  readonly own: CurrencyCode;
  /** Null: no vendor price was entered. */
  readonly rates: VendorRates | null;
}

/** What they cost is not settled, or is counted with another line of the customer (`billed-twice`). */
const withoutMargin: ReadonlySet<UsageLineKind> = new Set(['choice', 'not-read', 'billed-twice']);

/** Of lines that are not chosen or read, and of those billed twice, what the PSA bills alone is known. */
export function lineMargin(
  { kind, notRead, perMonth, accounts }: Pick<ComposedLine, 'kind' | 'notRead' | 'perMonth' | 'accounts'>,
  { own, rates }: MarginContext,
): LineMargin {
  if (withoutMargin.has(kind) || notRead !== null)
    return {
      currency: perMonth?.currency ?? own,
      billedPerMonth: perMonth === undefined ? (kind === 'choice' ? null : '0') : perMonth.billed,
      ...costOf(null, null),
      marginPerMonth: null,
    };
  const { currency, billed, cost } = perMonth ?? {
    currency: rates?.currency ?? own,
    billed: '0',
    cost: null,
  };
  const known = costOf(currency === own ? cost : null, vendorCostIn(currency, accounts, rates));
  const margin =
    billed === null || known.costPerMonth === null ? null : decimal(billed).minus(known.costPerMonth);
  return {
    currency,
    billedPerMonth: billed,
    ...known,
    marginPerMonth: margin === null ? null : decimalText(margin),
  };
}

const costOf = (
  psa: DecimalText | null,
  vendor: DecimalText | null,
): Pick<LineMargin, 'costPerMonth' | 'costFrom'> => ({
  costPerMonth: psa ?? vendor,
  costFrom: psa !== null ? 'psa' : vendor !== null ? 'vendor' : null,
});

/** Nothing is converted: null in another currency than that of the prices. */
function vendorCostIn(
  currency: CurrencyCode,
  accounts: ComposedLine['accounts'],
  rates: VendorRates | null,
): DecimalText | null {
  if (rates === null || rates.currency !== currency || currency === notConfirmed) return null;
  const cost = vendorCost(accounts, rates);
  return cost === null ? null : decimalText(rounded(decimal(cost), currency));
}

/** Sums of lines in one currency. */
export interface MarginTotal {
  readonly currency: CurrencyCode;
  /** Of lines whose margin is known, as are all amounts. */
  readonly lines: number;
  readonly billedPerMonth: DecimalText;
  readonly costPerMonth: DecimalText;
  readonly marginPerMonth: DecimalText;
}

/** Lines in one currency whose margin is not known. */
export interface BilledWithoutMargin {
  readonly currency: CurrencyCode;
  readonly lines: number;
  /** Of those whose amount is known. */
  readonly billedPerMonth: DecimalText;
  /** Lines of which it is not known either. */
  readonly unknown: number;
}

/** Every line is in one of them. */
export interface MarginTotals {
  /** By currency, the tenant's own first; no currency is added to another. */
  readonly byCurrency: readonly MarginTotal[];
  /** In the same order. */
  readonly withoutMargin: readonly BilledWithoutMargin[];
  /** How many lines these are. */
  readonly unknownLines: number;
}

export function marginTotals(margins: readonly LineMargin[], own: CurrencyCode): MarginTotals {
  const unknown = margins.filter((one) => !isKnown(one));
  return {
    byCurrency: inEach(margins.filter(isKnown), own, (currency, some) => ({
      currency,
      lines: some.length,
      billedPerMonth: sumOf(some.map(({ billedPerMonth }) => billedPerMonth)),
      costPerMonth: sumOf(some.map(({ costPerMonth }) => costPerMonth)),
      marginPerMonth: sumOf(some.map(({ marginPerMonth }) => marginPerMonth)),
    })),
    withoutMargin: inEach(unknown, own, (currency, some) => ({
      currency,
      lines: some.length,
      billedPerMonth: sumOf(some.map(({ billedPerMonth }) => billedPerMonth)),
      unknown: some.filter(({ billedPerMonth }) => billedPerMonth === null).length,
    })),
    unknownLines: unknown.length,
  };
}

const isKnown = ({ marginPerMonth }: LineMargin): boolean => marginPerMonth !== null;

/** By currency, the tenant's own first. */
function inEach<T>(
  margins: readonly LineMargin[],
  own: CurrencyCode,
  total: (currency: CurrencyCode, some: readonly LineMargin[]) => T,
): readonly T[] {
  const currencies = [...new Set(margins.map(({ currency }) => currency))].sort((a, b) =>
    a === own ? -1 : b === own ? 1 : a < b ? -1 : 1,
  );
  return currencies.map((currency) =>
    total(
      currency,
      margins.filter((one) => one.currency === currency),
    ),
  );
}

/** Of those that are known. */
const sumOf = (amounts: readonly (DecimalText | null)[]): DecimalText =>
  decimalText(amounts.reduce((sum, amount) => (amount === null ? sum : sum.plus(amount)), decimal(0)));
