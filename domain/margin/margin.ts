import { type CurrencyCode, notConfirmed } from '../currency.ts';
import { decimal, type DecimalText, decimalText } from '../quantity.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineKind } from '../usage/line-kinds.ts';
import { rounded } from '../usage/money.ts';
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

/** Their numbers are not settled, or are counted with another line of the customer (`billed-twice`). */
const withoutMargin: ReadonlySet<UsageLineKind> = new Set(['choice', 'not-read', 'billed-twice']);

/** Returns `null` where nothing is said of a margin: before a line is chosen or read, and of lines billed twice. */
export function lineMargin(
  { kind, notRead, perMonth, accounts }: Pick<ComposedLine, 'kind' | 'notRead' | 'perMonth' | 'accounts'>,
  { own, rates }: MarginContext,
): LineMargin | null {
  if (withoutMargin.has(kind) || notRead !== null) return null;
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

export interface MarginTotals {
  /** By currency, the tenant's own first; no currency is added to another. */
  readonly byCurrency: readonly MarginTotal[];
  /** Lines whose margin is not known; they are in no sum. */
  readonly unknownLines: number;
}

export function marginTotals(margins: readonly LineMargin[], own: CurrencyCode): MarginTotals {
  const known = margins.flatMap(({ currency, billedPerMonth, costPerMonth, marginPerMonth }) =>
    billedPerMonth === null || costPerMonth === null || marginPerMonth === null
      ? []
      : [{ currency, billedPerMonth, costPerMonth, marginPerMonth }],
  );
  const currencies = [...new Set(known.map(({ currency }) => currency))].sort((a, b) =>
    a === own ? -1 : b === own ? 1 : a < b ? -1 : 1,
  );
  const byCurrency = currencies.map((currency): MarginTotal => {
    const some = known.filter((one) => one.currency === currency);
    const sum = (pick: (one: (typeof known)[number]) => DecimalText): DecimalText =>
      decimalText(some.reduce((total, one) => total.plus(pick(one)), decimal(0)));
    return {
      currency,
      lines: some.length,
      billedPerMonth: sum(({ billedPerMonth }) => billedPerMonth),
      costPerMonth: sum(({ costPerMonth }) => costPerMonth),
      marginPerMonth: sum(({ marginPerMonth }) => marginPerMonth),
    };
  });
  return { byCurrency, unknownLines: margins.length - known.length };
}
