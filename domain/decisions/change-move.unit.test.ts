import { setQuantity } from './change.ts';
import { changeMove, type LineState, type Move } from './change-move.ts';

const day = '2026-12-31';
const next = '2027-01-01';
const line = { quantity: '10', cancelledDate: null };
const ends = {
  change: { kind: 'end-line', lastBilledDay: day },
  before: '10',
  after: '0',
  invoiceDate: next,
  snapshot: { line },
} as const;
const reopens = {
  change: { kind: 'reopen-line', lastBilledDay: day },
  before: '0',
  after: '10',
  invoiceDate: next,
  snapshot: { line: { ...line, cancelledDate: day } },
} as const;
const zero = (from: string) => ({ ...line, booked: [{ day: from, quantity: '0' }] });

type Case = readonly [string, LineState, 'date' | 'zero' | null, Move];

describe('RULES 6: the state of the line of a change', () => {
  it.each([
    ['7.0', 'before'],
    ['9.00', 'after'],
    ['8', 'elsewhere'],
    [null, 'elsewhere'],
  ] as const)('by its quantity %s', (quantity, move) => {
    const bound = { ...ends, change: setQuantity, before: '7', after: '9' };
    expect(changeMove(bound, { quantity, cancelledDate: null })).toBe(move);
  });

  it.each<Case>([
    ['no date', line, 'date', 'before'],
    ['the date', { ...line, cancelledDate: day }, 'date', 'after'],
    ['the date and another quantity', { quantity: '9', cancelledDate: day }, 'date', 'elsewhere'],
    ['another date', { ...line, cancelledDate: '2026-11-30' }, 'date', 'elsewhere'],
    ['another quantity', { ...line, quantity: '9' }, 'date', 'elsewhere'],
    ['no quantity', { ...line, quantity: null }, 'date', 'elsewhere'],
    ['0 where a date ends it', { ...line, quantity: '0' }, 'date', 'elsewhere'],
    ['0 where units end it', { ...line, quantity: '0' }, 'zero', 'after'],
    ['0 booked for the day after', zero(next), 'zero', 'after'],
    ['0 booked for a later day', zero('2027-02-01'), 'zero', 'before'],
    ['other units booked', { ...line, booked: [{ day: '2026-12-15', quantity: '4' }] }, 'zero', 'elsewhere'],
    ['a date where units end it', { ...line, cancelledDate: day }, 'zero', 'elsewhere'],
    ['either where nobody says which', { ...line, quantity: '0.00' }, null, 'after'],
  ])('that is ended: %s', (_, shown, endsBy, move) => {
    expect(changeMove(ends, shown, endsBy)).toBe(move);
  });

  it('that is ended, or whose end is taken back, by the canceled date that was approved for it', () => {
    const dates = { lastBilledDay: day, canceledDate: next };
    const end = { ...ends, change: { kind: 'end-line', ...dates } } as const;
    const back = { ...reopens, change: { kind: 'reopen-line', ...dates } } as const;
    const moves = (cancelledDate: string) =>
      [end, back].map((bound) => changeMove(bound, { ...line, cancelledDate }, 'date'));
    expect([moves(next), moves(day)]).toEqual([
      ['after', 'before'],
      ['elsewhere', 'elsewhere'],
    ]);
  });

  it.each<Case>([
    ['the date', { ...line, cancelledDate: day }, 'date', 'before'],
    ['no date', line, 'date', 'after'],
    ['another date', { ...line, cancelledDate: next }, 'date', 'elsewhere'],
    ['the date and another quantity', { quantity: '9', cancelledDate: day }, 'date', 'elsewhere'],
    ['0 units', { ...line, quantity: '0' }, 'zero', 'before'],
    ['its units', line, 'zero', 'after'],
    ['0 booked', zero(next), 'zero', 'before'],
    ['0 and no date where a date ends it', { ...line, quantity: '0' }, 'date', 'elsewhere'],
  ])('whose end is taken back: %s', (_, shown, endsBy, move) => {
    expect(changeMove(reopens, shown, endsBy)).toBe(move);
  });
});
