import { tiersOf, tiersText } from './vendor-tiers.ts';

it.each([
  ['1 2.70, 1000 2.40', [{ from: 1, price: '2.70' }, { from: 1000, price: '2.40' }]],
  ['  1 3;5000 2 ', [{ from: 1, price: '3' }, { from: 5000, price: '2' }]],
  ['', []],
  ['2 2.70', null],
  ['1 2.70, 1 2.40', null],
  ['1 2.70, 1000', null],
  ['1 0', null],
  ['1 -2', null],
  ['2.70', null],
])('reads the tiers %j', (text, tiers) => {
  expect(tiersOf(text)).toEqual(tiers);
}); // prettier-ignore

it('writes tiers as they are read', () => {
  const text = '1 2.70, 1000 2.40';
  expect(tiersText(tiersOf(text)!)).toBe(text);
  expect(tiersText(undefined)).toBe('');
});
