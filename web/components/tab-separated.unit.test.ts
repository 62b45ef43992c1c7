import { tabSeparated } from './tab-separated.ts';

describe('cells for the clipboard', () => {
  it('stand apart by tabs, rows by line ends, and nothing is an empty cell', () => {
    expect(
      tabSeparated([
        ['Customer', 'Quantity'],
        ['Acme', null],
      ]),
    ).toBe('Customer\tQuantity\r\nAcme\t');
  });

  it('keep their row and column, whatever a name holds', () => {
    expect(tabSeparated([['A\tB\r\nC', '-4']])).toBe('A B C\t-4');
  });

  it('are never a formula', () => {
    expect(tabSeparated([['=HYPERLINK("x")', '\n@cmd']])).toBe(`'=HYPERLINK("x")\t'@cmd`);
  });
});
