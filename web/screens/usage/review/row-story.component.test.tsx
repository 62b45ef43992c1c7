import { formatDay, formatInstant } from '../../../values/format.ts';
import { bookedText, invoiceCell, moneyText, varianceText } from '../../usage-line/line-facts.ts';
import { storyOf } from './row-story.ts';
import { fixtureWords } from '../../../context/words.fixture.ts';
import { approvedRow, billedRow, increaseRow } from '../../usage-line/usage-row.fixture.ts';

const story = (row: typeof increaseRow): string => {
  const { words, more } = storyOf(row, fixtureWords, 'November');
  return more === '' ? words : `${words}, ${more}`;
};
const day = formatDay('2026-12-01');

describe('the story of a row', () => {
  it('is its kind while nobody decided', () => {
    expect(story(increaseRow)).toBe('Underbilled');
    expect(story({ ...increaseRow, needsTarget: true })).toBe('Underbilled, Choose a line');
  });

  it('waits for its invoice once it is approved, and keeps what it changes', () => {
    expect(story(approvedRow)).toBe(`Approved, Waiting for the ${day} invoice`);
    expect(varianceText(approvedRow)).toBe('+40');
    expect(moneyText(approvedRow)).toBe('+300.00');
    expect(invoiceCell(approvedRow)).toEqual({ text: `${day} invoice`, asks: false });
  });

  it('says what a line without an account bills, without a sign, or that it is unknown', () => {
    const unused = (billedPerMonth: string | null) =>
      moneyText({
        ...increaseRow,
        kind: 'no-account',
        money: { ...increaseRow.money, effectPerMonth: null, billedPerMonth },
      });
    expect([unused('1284'), unused(null)]).toEqual(['1,284.00', 'unknown']);
  });

  it('says from when a new line bills, and until when one that was ended', () => {
    const change = { ...approvedRow.waiting!, billingTarget: 'from-day' as const, invoiceDate: '2020-12-01' };
    expect(story({ ...approvedRow, kind: 'new', waiting: change })).toBe(
      'Approved, New line, billed from Dec 1, 2020',
    );
    expect(story({ ...approvedRow, kind: 'orphan', waiting: change })).toBe('Approved, Ends Nov 30, 2020');
    expect(story({ ...increaseRow, kind: 'orphan', endsOn: '2020-12-31' })).toBe(
      'Ends Dec 31, 2020, Billed, no seats in Seats',
    );
    expect(story({ ...increaseRow, kind: 'match', beginsOn: '2020-12-01' })).toBe('Begins Dec 1, 2020');
    const twice = { ...increaseRow, kind: 'billed-twice' as const, beginsOn: '2020-12-01' };
    expect(story(twice)).toBe('Billed twice from Dec 1, 2020');
  });

  it('never says matched while something waits, also where nothing differs any more', () => {
    const equal = { ...approvedRow, kind: 'match' as const, vendorQuantity: 300, variance: '0' };
    expect(story(equal)).toBe(`Approved, Waiting for the ${day} invoice`);
  });

  it('says what differs beyond the change that waits, and that a change is on its way', () => {
    const waiting = approvedRow.waiting!;
    expect(story({ ...approvedRow, waiting: { ...waiting, furtherVariance: '5' } })).toBe(
      `Approved, Waiting for the ${day} invoice; +5 more not decided`,
    );
    expect(story({ ...approvedRow, waiting: { ...waiting, state: 'sending' } })).toBe('Approved, Sending');
    expect(story({ ...approvedRow, waiting: { ...waiting, billingTarget: 'invoice-after' } })).toBe(
      `Approved, Waiting until the ${day} invoice is created`,
    );
  });

  it('is billed since its invoice once it was written', () => {
    const since = { ...billedRow, writeBack: { ...billedRow.writeBack!, billedFrom: '2026-01-01' } };
    expect(story(since)).toBe(`340 billed since ${formatDay('2026-01-01')}`);
    const ahead = { ...billedRow, writeBack: { ...billedRow.writeBack!, billedFrom: '2999-01-01' } };
    expect(story(ahead)).toBe('Bills 340 from the Jan 1, 2999 invoice');
    expect(story({ ...since, psaQuantity: '342' })).toBe('Matched');
    expect(story({ ...since, writeBack: null })).toBe('Matched');
  });

  it('says why it is held and what kind it is, and who decided with which reason', () => {
    const held = {
      ...increaseRow,
      flags: [
        {
          flag: 'held' as const,
          check: 'jump' as const,
          reason: { code: 'usage.check.apart', message: '40 more', params: {} },
        },
      ],
    };
    expect(story(held)).toBe('Blocked by a check, Underbilled: 40 more');
    const by = { kind: 'user' as const, id: 'u', name: 'Dana' };
    const changed = formatInstant(increaseRow.changedAt);
    const detail = {
      by,
      at: increaseRow.changedAt,
      reason: 'asked',
      quantity: '340',
      billingTarget: null,
      targetPsaLineId: null,
      newLine: null,
    };
    expect(story({ ...increaseRow, decision: 'held', decisionDetail: detail })).toBe(
      `On hold, Dana, ${changed}: asked · Underbilled`,
    );
    expect(story({ ...increaseRow, decision: 'dismissed', decisionDetail: detail })).toBe(
      `Dismissed for November, Dana, ${changed}: asked`,
    );
    expect(story({ ...held, decision: 'dismissed', decisionDetail: detail })).toBe(
      `Dismissed for November, Dana, ${changed}: asked`,
    );
    expect(story({ ...increaseRow, decision: 'proposed', decisionDetail: detail })).toBe(
      `Proposed 300 → 340, Dana, ${changed}: asked`,
    );
  });

  it('calls a conflict by its name', () => {
    const conflict = { ...increaseRow, writeBack: { ...approvedRow.writeBack!, state: 'conflict' as const } };
    expect(story(conflict)).toBe('Write conflict, Bills does not show what was approved. Resolve it.');
  });
});

describe('the invoice of a row', () => {
  it('is the question where it is not known', () => {
    const notSet = {
      kind: 'not-set' as const,
      agreementTypeId: '4',
      text: { code: 'usage.target.not-set', message: 'Not set', params: {} },
    };
    expect(invoiceCell({ ...increaseRow, billingTarget: notSet })).toEqual({
      text: 'How is it billed?',
      asks: true,
    });
    expect(invoiceCell({ ...increaseRow, needsTarget: true })).toEqual({ text: 'Choose a line', asks: true });
    expect(invoiceCell({ ...increaseRow, kind: 'unmapped', billingTarget: null })).toEqual({
      text: 'Map',
      asks: true,
    });
  });

  it('has no year within this one', () => {
    expect(formatDay('2026-12-01', new Date(2026, 5, 1))).toBe('Dec 1');
    expect(formatDay('2027-01-01', new Date(2026, 5, 1))).toBe('Jan 1, 2027');
  });
});

it('what the PSA has booked for later days is told with each day', () => {
  expect(bookedText({})).toBeNull();
  const booked = [
    { day: '2027-02-01', quantity: '15' },
    { day: '2027-03-01', quantity: '1200' },
  ];
  expect(bookedText({ booked })).toBe(
    `15 from ${formatDay('2027-02-01')} and 1,200 from ${formatDay('2027-03-01')}`,
  );
});
