import { message } from '../../messages/message.ts';
import { linesInSum, billingGroups } from './billing-groups.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { composeUsage } from './compose.ts';
import { customerAlone } from './customers.fixture.ts';
import { editionWarning, estimatedProduct, estimatedValue, seatPrices } from './seat-prices.ts';

const scenario = (): CompositionInput => customerAlone({ name: 'Acme', seats: [5], lines: [] });
const account = () => scenario().accounts[0]!;
const plain = () => ({ ...account(), edition: null });
const prices = (change: Partial<CompositionInput> = {}) => seatPrices({ ...scenario(), ...change });
const withProduct = (id: string, change: object): Partial<CompositionInput> => ({
  products: scenario().products.map((product) => (product.id === id ? { ...product, ...change } : product)),
});

describe('RULES 9: what a seat without a line would be billed as', () => {
  const advantage = () => ({ ...account(), edition: 'PLATFORM' });
  const identifier = (...args: Parameters<typeof estimatedProduct>) =>
    estimatedProduct(...args)?.identifier ?? null;

  it('the product of its edition, where that is mapped, sold and has a price', () => {
    expect(identifier(advantage(), prices())).toBe('DUO-ADV');
    expect(identifier(advantage(), prices(withProduct('2', { inactive: true })))).toBe('DUO-ESS');
    expect(identifier(advantage(), prices(withProduct('2', { price: null })))).toBe('DUO-ESS');
    expect(identifier(advantage(), prices({ mappedProductIds: ['1', '3'] }))).toBe('DUO-ESS');
    expect(identifier(advantage(), prices({ productIdentifierByEdition: {} }))).toBe('DUO-ESS');
    expect(identifier({ ...account(), edition: 'UNHEARD' }, prices())).toBe('DUO-ESS');
  });

  it('else the cheapest that is mapped and sold, of equal ones the first by name', () => {
    expect(identifier(plain(), prices())).toBe('DUO-ESS');
    expect(identifier(plain(), prices(withProduct('1', { price: '7.50' })))).toBe('DUO-ADV');
    expect(identifier(plain(), prices(withProduct('1', { price: '9' })))).toBe('DUO-ADV');
    expect(identifier(plain(), prices(withProduct('1', { inactive: true })))).toBe('DUO-ADV');
    expect(identifier(plain(), prices({ mappedProductIds: ['3'] }))).toBe('DUO-PREM');
    expect(identifier(plain(), prices({ mappedProductIds: [] }))).toBeNull();
  });

  it('the order of the catalog changes nothing', () => {
    const turned = { products: scenario().products.toReversed() };
    expect(identifier(plain(), prices(turned))).toBe('DUO-ESS');
  });

  it('is worth seats times price, unknown where one is, and nothing for none', () => {
    const none = { ...plain(), lastComplete: { ...account().lastComplete!, seats: 0 } };
    expect(estimatedValue([plain(), advantage()], prices())?.toFixed(2)).toBe('57.50');
    expect(estimatedValue([none], prices({ mappedProductIds: [] }))?.toFixed()).toBe('0');
    expect(estimatedValue([plain()], prices({ mappedProductIds: [] }))).toBeNull();
    expect(estimatedValue([{ ...plain(), lastComplete: null }], prices())).toBeNull();
    expect(estimatedValue([], prices())?.toFixed()).toBe('0');
  });
});

describe('RULES 9: an edition that is not what is billed', () => {
  const warned = (
    edition: string | null,
    lines: readonly object[],
    change: Partial<CompositionInput> = {},
  ) => {
    const input = { ...customerAlone({ name: 'Acme', seats: [5], lines: [...lines] }), ...change };
    const [group] = billingGroups(input).groups;
    return editionWarning({ ...account(), edition }, linesInSum(group!), seatPrices(input));
  };
  const line = { quantity: '5', unitPrice: '4.00' };

  it('is told with the difference of a seat, up or down', () => {
    expect(warned('PLATFORM', [line])?.params).toMatchObject({
      identifier: 'DUO-ADV',
      billed: ['DUO-ESS'],
      difference: '3.5',
    });
    expect(warned('PLATFORM', [{ ...line, unitPrice: '9' }])?.params).toMatchObject({ difference: '-1.5' });
  });

  it('is told without it where prices differ or are not known', () => {
    for (const lines of [[line, { ...line, unitPrice: '5' }], [{ ...line, unitPrice: null }]])
      expect(warned('PLATFORM', lines)?.id).toBe('usage.warning.edition');
    expect(warned('PLATFORM', [line], withProduct('2', { price: null }))?.id).toBe('usage.warning.edition');
  });

  it('is none where it fits, is not known, or nothing is billed', () => {
    expect(warned('ENTERPRISE', [line])).toBeNull();
    expect(warned(null, [line])).toBeNull();
    expect(warned('UNHEARD', [line])).toBeNull();
    expect(warned('PLATFORM', [line], { productIdentifierByEdition: {} })).toBeNull();
    expect(warned('PLATFORM', [])).toBeNull();
  });
});

describe('RULES 3, 9: what people must know beside the kind', () => {
  const warnings = (change: (input: CompositionInput) => Partial<CompositionInput>, line: object = {}) => {
    const input = customerAlone({ name: 'Acme', seats: [5], lines: [{ quantity: '5', ...line }] });
    return composeUsage({ ...input, ...change(input) })[0]!.warnings;
  };

  it('a company that the PSA no longer lists, or has in its recycle bin', () => {
    expect(warnings(() => ({}))).toEqual([]);
    expect(warnings(() => ({ companies: [] }))).toContainEqual(message('usage.warning.company-not-listed'));
    expect(
      warnings(({ companies }) => ({ companies: companies.map((one) => ({ ...one, deleted: true })) })),
    ).toContainEqual(message('usage.warning.company-deleted'));
  });

  it('a line that is not billed by its own setting, in the words of the PSA', () => {
    expect(warnings(() => ({}), { billable: false, billCustomer: 'DoNotBill' })).toContainEqual(
      message('usage.warning.not-billed', { options: ['DoNotBill'] }),
    );
    expect(warnings(() => ({}), { billable: null, billCustomer: null })).toContainEqual(
      message('usage.warning.billing-not-given'),
    );
    expect(warnings(() => ({}), { billable: true, billCustomer: 'BILLABLE' })).toEqual([]);
  });

  it('a line called canceled or active against its dates, and none where the two agree', () => {
    expect(warnings(() => ({}), { status: 'canceled' })[0]).toEqual(
      message('usage.warning.canceled-without-date', { line: 'line-acme-0' }),
    );
    expect(warnings(() => ({}), { status: 'canceled', cancelledDate: '2027-01-01' })).toEqual([]);
    const ended = { cancelledDate: '2026-11-01' };
    expect(warnings(() => ({}), { status: 'active', ...ended })[0]).toEqual(
      message('usage.warning.active-but-canceled', { line: 'line-acme-0', day: '2026-11-01' }),
    );
    expect(warnings(() => ({}), { status: 'canceled', ...ended })).toEqual([]);
    expect(warnings(() => ({}), { status: 'active' })).toEqual([]);
  });

  it('what its counting noticed', () => {
    expect(
      warnings(({ accounts }) => ({
        accounts: accounts.map((one) => ({
          ...one,
          lastComplete: { ...one.lastComplete!, flags: ['odd status'] },
        })),
      })),
    ).toEqual([message('usage.warning.count', { account: 'acc-acme-0', flag: 'odd status' })]);
  });
});

describe('RULES 3: a day that is not known', () => {
  const flags = (line: object, change: Partial<CompositionInput> = {}, on: object = {}) =>
    composeUsage({
      ...customerAlone({ name: 'Acme', seats: [5], lines: [{ quantity: '5', ...line, on }] }),
      timeZoneKnown: false,
      ...change,
    })[0]!.flags.flatMap(({ flag, reason }) => (flag === 'scheduled' ? [reason] : []));

  it.each<[string, object, object]>([
    ['begins', { effectiveDate: '2026-11-24' }, {}],
    ['begins', { effectiveDate: '2026-11-23' }, {}],
    ['ends', {}, { endDate: '2026-11-24' }],
    ['invoiced', {}, { nextInvoiceDate: '2026-11-25' }],
  ])('holds a line that %s about today', (event, line, on) => {
    expect(flags(line, {}, on)[0]).toMatchObject({
      id: 'usage.flag.today-unknown',
      params: { line: 'line-acme-0', event },
    });
    expect(flags(line, { timeZoneKnown: true }, on)).toEqual([]);
  });

  it('holds no line whose dates are further off, nor one that a person took out', () => {
    expect(flags({ effectiveDate: '2026-11-22' })).toEqual([]);
    const ignored = {
      companyId: 'co-acme',
      vendorServiceId: 'service-1',
      psaLineId: 'line-acme-0',
      role: 'other-purpose',
      reason: 'x',
    } as const;
    expect(flags({ effectiveDate: '2026-11-24' }, { choices: [ignored] })).toEqual([]);
  });
});

describe('RULES 9: the price difference where an edition contradicts what is billed', () => {
  const warned = (lines: { unitPrice: string | null }[], change: Partial<CompositionInput> = {}) => {
    const input = {
      ...customerAlone({
        name: 'Acme',
        seats: [5],
        lines: lines.map((line) => ({ quantity: '5', ...line })),
      }),
      ...change,
    };
    const [group] = billingGroups(input).groups;
    const premium = { ...group!.accounts[0]!, edition: 'BEYOND' };
    return editionWarning(premium, linesInSum(group!), seatPrices(input))?.params['difference'];
  };

  it('is one where one price is billed', () => {
    expect(warned([{ unitPrice: '4.00' }])).toBe('7');
    expect(warned([{ unitPrice: '4.00' }, { unitPrice: '4.00' }])).toBe('7');
    expect(warned([{ unitPrice: '12.50' }])).toBe('-1.5');
  });

  it('is unknown where several are, or none is known', () => {
    const unknown = undefined;
    expect(warned([{ unitPrice: '4.00' }, { unitPrice: '5.00' }])).toBe(unknown);
    expect(warned([{ unitPrice: null }])).toBe(unknown);
    expect(warned([{ unitPrice: '4.00' }], withProduct('3', { price: null }))).toBe(unknown);
    expect(warned([{ unitPrice: '4.00' }], { products: [] })).toBe(unknown);
  });
});
