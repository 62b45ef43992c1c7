import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput } from './composition.ts';
import { customerAlone, lineOf } from './customers.fixture.ts';
import type { OwnDates } from './own-dates.ts';
import { missedLines } from './vanished-lines.ts';

/** Composed on 24 November, the next invoice and period on 1 December. */
const acme = lineOf('Acme');
const [december, january] = ['2026-12-01', '2027-01-01'];
const ended: Omit<OwnDates, 'psaLineId'> = { lastBilledDay: '2026-12-31' };

type Line = Partial<PsaLine> & { readonly on?: Partial<PsaAgreement> };

const scenario = (seats: number, line: Line, own: Omit<OwnDates, 'psaLineId'> = {}): CompositionInput => ({
  ...customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...line }] }),
  ownDates: [{ psaLineId: acme, ...own }],
});
const composed = (...of: Parameters<typeof scenario>) => composeUsage(scenario(...of))[0]!;
const flags = (...of: Parameters<typeof scenario>) => composed(...of).flags.map(({ flag }) => flag);

/** Units by day as a PSA has them whose changes name one. */
const booked = (...changes: readonly [string, string][]): Line => ({
  on: {
    dated: {
      periodBegan: '2026-11-01',
      postedThrough: null,
      booked: { [acme]: changes.map(([day, quantity]) => ({ day, quantity })) },
    },
  },
});

describe('RULES 17: days that Seatwise wrote', () => {
  it('a line that it created counts before its first day, and matches', () => {
    expect(composed(10, { effectiveDate: january }, { firstBilledDay: january })).toMatchObject({
      kind: 'match',
      psaQuantity: '10',
      flags: [],
      lines: [{ live: true, ownDates: { begins: january } }],
    });
  });

  it.each<[string, Line, Omit<OwnDates, 'psaLineId'>]>([
    ['begins later than it wrote', { effectiveDate: '2027-02-01' }, { firstBilledDay: january }],
    ['somebody else added', { effectiveDate: january }, {}],
    [
      'is on an agreement that bills nothing',
      { effectiveDate: january, on: { over: 'inactive' } },
      { firstBilledDay: january },
    ],
  ])('a line that %s does not count before', (_, line, own) => {
    expect(composed(10, line, own)).toMatchObject({ psaQuantity: null, lines: [{ live: false }] });
  });

  it('a line that it ended is not held as scheduled; one that ends on another day is', () => {
    expect(flags(0, { cancelledDate: '2026-12-31' }, ended)).not.toContain('scheduled');
    expect(flags(0, { cancelledDate: '2026-12-30' }, ended)).toContain('scheduled');
    expect(flags(0, { cancelledDate: '2026-12-31' })).toContain('scheduled');
  });

  it('a line that it ended is never missed, also where the PSA lists it no more', () => {
    const missed = (own: Omit<OwnDates, 'psaLineId'>) => {
      const before = composeUsage(scenario(0, { cancelledDate: '2026-12-31' }, own));
      return missedLines(before, { ...scenario(0, {}), lines: [] }).length;
    };
    expect([missed(ended), missed({})]).toEqual([0, 1]);
  });
});

describe('RULES 17: where changes name a day', () => {
  it('a line without units is no line', () => {
    expect(composed(10, { quantity: '0', ...booked() })).toMatchObject({ kind: 'new', psaQuantity: null });
    expect(composed(0, { quantity: '0', ...booked() })).toMatchObject({
      kind: 'match',
      psaQuantity: null,
      flags: [],
    });
  });

  it('a line that Seatwise created counts with the units that are booked for its first day, and is no target before', () => {
    const line = { quantity: '0', ...booked([january, '10']) };
    expect(composed(12, line, { firstBilledDay: january })).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      target: null,
      lines: [{ quantity: '10', effectiveDate: january, ownDates: { begins: january } }],
    });
    expect(composed(10, line)).toMatchObject({ kind: 'new', flags: [{ flag: 'scheduled' }] });
  });

  it.each<[string, Line, object | undefined]>([
    ['0 units booked for the day after', booked([january, '0']), { ends: '2026-12-31' }],
    ['0 units from the next period on', { quantity: '0', ...booked([december, '0']) }, undefined],
    ['0 units, and nothing booked any more', { quantity: '0', ...booked() }, { ends: '2026-12-31' }],
    ['units booked after that again', booked([january, '0'], ['2027-02-01', '3']), undefined],
  ])('it ended a line that has %s', (_, line, dates) => {
    expect(composed(0, line, ended).lines[0]?.ownDates).toEqual(dates);
  });
});
