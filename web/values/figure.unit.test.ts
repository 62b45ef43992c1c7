import { amount, figure, measureParts, sumText, totalsOf } from './figure.ts';

const none = { lines: 0, perMonth: '0', unknown: 0 };

describe('amounts', () => {
  it('show unknown values as such, never as zero', () => {
    expect(amount(null, { signed: true, perMonth: true })).toBe('unknown');
    expect(figure('underBilled', { lines: 2, perMonth: '0', unknown: 2 })).toBe('unknown');
    expect(figure('underBilled', { lines: 3, perMonth: '860', unknown: 2 })).toBe('+860.00 + 2 unknown');
    expect(sumText({ lines: 1, perMonth: '8', unknown: 0 }, { named: true, perMonth: true })).toBe(
      '8.00 USD/month',
    );
  });

  it('have no sign where nothing is billed, otherwise a plus or a minus', () => {
    expect(figure('notBilled', { ...none, lines: 1, perMonth: '40' })).toBe('40.00');
    expect(figure('heldDown', { ...none, lines: 1, perMonth: '-40' })).toBe('−40.00');
  });

  it('are added up separately for each currency', () => {
    const rows = [
      { amount: '8', currency: 'USD' },
      { amount: '0.5', currency: undefined },
      { amount: '1800', currency: 'JPY' },
      { amount: null, currency: 'EUR' },
    ];
    const totals = totalsOf(
      rows,
      (row) => row.amount,
      (row) => row.currency,
    );
    expect(totals).toEqual({ lines: 4, perMonth: '8.5', others: { JPY: '1800' }, unknown: 1 });
    expect(figure('notBilled', totals)).toBe('8.50, 1,800 JPY + 1 unknown');
  });

  it('of measures are listed in order, each with what holds it', () => {
    const measures = {
      underBilled: { lines: 1, perMonth: '12', unknown: 0 },
      overBilled: none,
      heldUp: none,
      heldDown: { lines: 2, perMonth: '0', unknown: 2 },
      waitingUp: none,
      waitingDown: none,
      notBilled: none,
      noAccount: { lines: 1, perMonth: '80', unknown: 0 },
    };
    expect(measureParts(measures).map(({ text }) => text)).toEqual([
      '+12.00',
      'blocked unknown',
      'without an account 80.00',
    ]);
    expect(measureParts(measures, { known: true }).map(({ text }) => text)).toEqual([
      '+12.00',
      'without an account 80.00',
    ]);
  });
});
