import { contractServices } from './records.ts';

/** RULES 9: a price is compared in the account's currency; Autotask gives one of its prices in the database's own. */
describe('the price of a contract service', () => {
  const row = { id: 1, contractID: 2, serviceID: 3, invoiceDescription: null };
  const priceOf = (prices: Readonly<Record<string, number | string | null>>): string | null => {
    const known = { unitPrice: null, adjustedPrice: null, internalCurrencyAdjustedPrice: null, internalCurrencyUnitPrice: null }; // prettier-ignore
    const all = Object.entries({ ...row, ...known, ...prices });
    return contractServices.schema.parse(
      Object.fromEntries(all.map(([name, value]) => [name, typeof value === 'number' ? String(value) : value])),
    ).unitPrice;
  };

  it.each([
    ['the adjusted price, whatever else is given', { adjustedPrice: '9', unitPrice: '10', internalCurrencyAdjustedPrice: '12', internalCurrencyUnitPrice: '20' }, '9'],
    ['the unit price without any adjusted one', { unitPrice: '10', internalCurrencyUnitPrice: '20' }, '10'],
    ['divided back by what the unit price differs by', { unitPrice: '10', internalCurrencyAdjustedPrice: '18', internalCurrencyUnitPrice: '20' }, '9'],
    ['exact, without the error of a float', { unitPrice: '0.3', internalCurrencyAdjustedPrice: '0.1', internalCurrencyUnitPrice: '0.1' }, '0.3'],
    ['as it is where both unit prices are the same', { unitPrice: '10', internalCurrencyAdjustedPrice: '9.99', internalCurrencyUnitPrice: '10.00' }, '9.99'],
    ['as it is where the unit price is zero', { unitPrice: '0', internalCurrencyAdjustedPrice: '9', internalCurrencyUnitPrice: '0' }, '9'],
    ['not known where Autotask gives none', {}, null],
  ] as const)('is %s', (_, prices, price) => {
    expect(priceOf(prices)).toBe(price);
  });
}); // prettier-ignore
