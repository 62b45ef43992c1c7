import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { isSameUsage } from '../usage/usage-version.ts';
import { type LineMargin, lineMargin, type MarginContext, marginTotals } from './margin.ts';
import { type VendorPrices, vendorRates, type VolumeAccount } from './vendor-prices.ts';

type Line = Partial<PsaLine> & { readonly on?: Partial<PsaAgreement> };

/** Acme on Duo Essentials, billed 10 × 4.00 a month, unless said otherwise. */
const acme = (
  line: Line | null = {},
  seats: readonly (number | null)[] = [12],
  input: Partial<CompositionInput> = {},
) =>
  composeUsage({
    ...customerAlone({ name: 'Acme', seats, lines: line === null ? [] : [{ quantity: '10', ...line }] }),
    ...input,
  })[0]!;

const prices: VendorPrices = { currency: 'USD', editions: { ENTERPRISE: [{ from: 1, price: '2.70' }] } };
const noPrices: MarginContext = { own: 'USD', rates: null };
const withPrices: MarginContext = { own: 'USD', rates: vendorRates(prices, []) };

const margin = (line: ReturnType<typeof acme>, context = noPrices) => {
  const of = lineMargin(line, context);
  return [of.billedPerMonth, of.costPerMonth, of.costFrom, of.marginPerMonth, of.currency];
};

describe('RULES 15: what a line earns a month', () => {
  it.each<[string, Line, readonly (string | null)[]]>([
    ['the PSA’s cost of what it bills', { unitCost: '2.1' }, ['40', '21', 'psa', '19', 'USD']],
    ['a loss', { unitCost: '4.5' }, ['40', '45', 'psa', '-5', 'USD']],
    [
      'a quarterly line by the month, each amount rounded once',
      {
        unitCost: '2.1',
        on: { billingCycle: { name: 'Quarterly', months: 3, days: null, never: false } },
      },
      ['13.33', '7', 'psa', '6.33', 'USD'],
    ],
    ['included units, which cost as well', { unitCost: '2.1', lessIncluded: '4' }, ['24', '21', 'psa', '3', 'USD']], // prettier-ignore
    ['a line that is given away', { unitCost: '2.1', billable: false }, ['0', '21', 'psa', '-21', 'USD']],
    ['no cost in the PSA', {}, ['40', null, null, null, 'USD']],
    ['a cost of 0, which nobody entered', { unitCost: '0' }, ['40', null, null, null, 'USD']],
    ['an amount that is unknown', { unitCost: '2.1', unitPrice: null }, [null, '21', 'psa', null, 'USD']],
    ['no quantity', { unitCost: '2.1', quantity: null }, [null, null, null, null, 'USD']],
    ['another currency: no PSA says what a cost is in', { unitCost: '2.1', on: { currency: 'EUR' } }, ['40', null, null, null, 'EUR']], // prettier-ignore
  ])('has %s', (_, line, expected) => {
    expect(margin(acme(line))).toEqual(expected);
  });

  it('takes the vendor’s price of the seats where the PSA names no cost, and only there', () => {
    expect(margin(acme({}), withPrices)).toEqual(['40', '32.4', 'vendor', '7.6', 'USD']);
    expect(margin(acme({ unitCost: '2.1' }), withPrices)).toEqual(['40', '21', 'psa', '19', 'USD']);
    expect(margin(acme({ on: { currency: 'EUR' } }), withPrices)).toEqual(['40', null, null, null, 'EUR']);
  });

  it('shows what seats cost that nobody is billed for', () => {
    expect(margin(acme(null), withPrices)).toEqual(['0', '32.4', 'vendor', '-32.4', 'USD']);
    expect(margin(acme(null))).toEqual(['0', null, null, null, 'USD']);
  });

  it('says nothing of a line that is not read, not chosen, or billed twice', () => {
    expect(acme({ unitCost: '2.1' }, [null]).kind).toBe('not-read');
    expect(margin(acme({ unitCost: '2.1' }, [null]))).toEqual(['40', null, null, null, 'USD']);
    for (const kind of ['choice', 'billed-twice'] as const)
      expect(margin({ ...acme({ unitCost: '2.1' }), kind })).toEqual(['40', null, null, null, 'USD']);
  });

  it('does not raise the version of a line when a cost changes', () => {
    const [before, after] = [acme({ unitCost: '2.1' }), acme({ unitCost: '2.2' })];
    expect(before.perMonth).not.toEqual(after.perMonth);
    expect(isSameUsage(before, after)).toBe(true);
  });

  it('adds up known margins by currency, the own one first, and counts the others with what is billed for them', () => {
    const of = (currency: string, billed: string | null, cost: string | null): LineMargin => ({
      currency,
      billedPerMonth: billed,
      costPerMonth: cost,
      costFrom: cost === null ? null : 'psa',
      marginPerMonth: billed === null || cost === null ? null : String(Number(billed) - Number(cost)),
    });
    expect(
      marginTotals(
        [
          of('CAD', '5', '4'),
          of('USD', '40', '21'),
          of('USD', '10.5', '20'),
          of('USD', '99', null),
          of('USD', null, null),
        ],
        'USD',
      ),
    ).toEqual({
      byCurrency: [
        { currency: 'USD', lines: 2, billedPerMonth: '50.5', costPerMonth: '41', marginPerMonth: '9.5' },
        { currency: 'CAD', lines: 1, billedPerMonth: '5', costPerMonth: '4', marginPerMonth: '1' },
      ],
      withoutMargin: [{ currency: 'USD', lines: 2, billedPerMonth: '99', unknown: 1 }],
      unknownLines: 2,
    });
  });
});

describe('RULES 15: the vendor’s price by volume', () => {
  const tiers: VendorPrices = {
    currency: 'USD',
    editions: {
      ENTERPRISE: [
        { from: 1, price: '2.70' },
        { from: 1000, price: '2.40' },
      ],
      PLATFORM: [{ from: 1, price: '5.40' }],
    },
  };
  const account = (edition: string | null, seats: number | null, mark: VolumeAccount['mark'] = null) => ({
    edition,
    seats,
    mark,
  });
  const rate = (...accounts: readonly VolumeAccount[]) => {
    const of = vendorRates(tiers, accounts).byEdition.ENTERPRISE;
    return [of?.users, of?.price];
  };

  it.each<[string, readonly VolumeAccount[], readonly (number | string | null)[]]>([
    ['the first tier below the second', [account('ENTERPRISE', 999)], [999, '2.70']],
    ['one rate for all from its first user', [account('ENTERPRISE', 600), account('Duo MFA', 400)], [1000, '2.40']],
    ['without other editions', [account('ENTERPRISE', 999), account('PLATFORM', 500)], [999, '2.70']],
    ['the MSP’s own users too', [account('ENTERPRISE', 999), account('ENTERPRISE', 1, 'internal')], [1000, '2.40']],
    ['without NFR accounts', [account('ENTERPRISE', 999), account('ENTERPRISE', 1, 'nfr')], [999, '2.70']],
    ['no user yet', [], [0, '2.70']],
    ['unknown if an unknown edition could change the tier', [account('ENTERPRISE', 999), account(null, 1)], [999, null]],
    ['known if it could not', [account('ENTERPRISE', 900), account('NEW', 99)], [900, '2.70']],
    ['unknown if an account was never counted', [account('ENTERPRISE', 10), account('ENTERPRISE', null)], [10, null]],
    ['known in the last tier', [account('ENTERPRISE', 1000), account('ENTERPRISE', null)], [1000, '2.40']],
  ])('is %s', (_, accounts, expected) => {
    expect(rate(...accounts)).toEqual(expected);
  }); // prettier-ignore

  it('costs a customer by each account’s edition; one without a price makes it unknown', () => {
    const rates = vendorRates(tiers, [account('ENTERPRISE', 20), account('PLATFORM', 5)]);
    const [one] = acme({}, [10]).accounts;
    const line = (...editions: (string | undefined)[]) => ({
      ...acme(),
      accounts: editions.map((edition) => {
        const { edition: _, ...rest } = one!;
        return edition === undefined ? rest : { ...rest, edition };
      }),
    });
    const context = { own: 'USD', rates };
    expect(lineMargin(line('ENTERPRISE', 'PLATFORM'), context).costPerMonth).toBe('81');
    expect(lineMargin(line('ENTERPRISE', 'BEYOND'), context).costPerMonth).toBeNull();
    expect(lineMargin(line('ENTERPRISE', undefined), context).costPerMonth).toBeNull();
  });
});
