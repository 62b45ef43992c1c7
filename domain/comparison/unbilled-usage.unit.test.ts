import { message } from '../../messages/message.ts';
import { billingGroups } from './billing-groups.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput, PsaAdvice, VanishedLine } from '../usage/composition.ts';
import { choice, customerAlone, lineOf } from './customers.fixture.ts';
import { creation } from './unbilled-usage.ts';
import { readingFacts } from './readings.ts';
import { seatPrices } from './seat-prices.ts';
import { missedIn } from './vanished-lines.ts';

function composed(input: CompositionInput): ComposedLine {
  const [line] = composeUsage(input);
  expect(line!.kind).toBe('new');
  return line!;
}

type Lines = Parameters<typeof customerAlone>[0]['lines'];
const acme = (lines: Lines = []): CompositionInput => customerAlone({ name: 'Acme', seats: [14], lines });

describe('RULES 3, 8: why usage is without a line', () => {
  const later = { quantity: '14', effectiveDate: '2026-12-15' };

  it.each([
    [1, 0],
    [2, 1],
    [3, 2],
  ])('of %i lines that were found it names the first and counts the others', (count, more) => {
    expect(composed(acme(Array.from({ length: count }, () => later))).reason).toMatchObject({
      id: 'usage.reason.new-found',
      params: { found: { id: 'usage.found-later', params: { day: '2026-12-15' } }, more },
    });
  });

  it('of several lines that ended it names the last, whatever their order', () => {
    const dates = ['2026-09-01', '2026-11-20', '2026-10-01'];
    for (const order of [dates, [...dates].reverse(), [...dates].sort()]) {
      const lines = order.map((cancelledDate) => ({ quantity: '14', cancelledDate }));
      expect(composed(acme(lines)).reason).toEqual(
        message('usage.reason.new-ended', {
          line: lineOf('Acme', order.indexOf('2026-11-20')),
          day: '2026-11-20',
        }),
      );
    }
  });

  it('says nothing of a line that never began, nor of an ignored one that will end', () => {
    expect(composed(acme([{ quantity: '14', effectiveDate: null }])).reason).toEqual(
      message('usage.reason.new'),
    );
    const ending = customerAlone(
      { name: 'Acme', seats: [14], lines: [{ quantity: '14', cancelledDate: '2027-01-01' }] },
      [choice('Acme', lineOf('Acme'), 'other-purpose')],
    );
    expect(composed(ending).reason).toEqual(message('usage.reason.new'));
  });
});

describe('RULES 8: the line to create', () => {
  const elsewhere = { quantity: '1', productId: '4' };

  it('goes on an agreement that bills, in the order of their ids', () => {
    const input = acme([
      { ...elsewhere, agreement: 2, on: { name: 'Third' } },
      { ...elsewhere, agreement: 1, on: { name: 'Dead', over: 'canceled' } },
      { ...elsewhere, on: { name: 'First' } },
    ]);
    for (const agreements of [input.agreements, [...input.agreements].reverse()])
      expect(composed({ ...input, agreements }).advice).toEqual({
        kind: 'create-line',
        productIdentifier: 'DUO-ESS',
        agreementIds: ['agr-acme-0', 'agr-acme-2'],
        agreementNames: ['First', 'Third'],
        quantity: '14',
      });
  });

  it('is of the one product of all accounts, and of none that is named where they differ or none has a price', () => {
    const input = customerAlone({ name: 'Acme', seats: [14, 5] });
    const product = (change: Partial<CompositionInput>): string | null | undefined => {
      const { advice } = composed({ ...input, ...change });
      return advice?.kind === 'create-line' ? advice.productIdentifier : undefined;
    };
    expect(product({})).toBe('DUO-ESS');
    const [first, second] = input.accounts;
    expect(product({ accounts: [first!, { ...second!, edition: 'BEYOND' }] })).toBeNull();
    expect(product({ products: [] })).toBeNull();
  });
});

describe('RULES 8: a line that vanished', () => {
  const gone = (change: Partial<VanishedLine> = {}): VanishedLine => {
    const [line] = composeUsage(acme([{ quantity: '14' }]));
    return {
      groupKey: line!.groupKey,
      was: line!.lines[0]!,
      beside: [],
      notedAt: '2026-11-24T08:10:00.000Z',
      confirmed: true,
      answered: false,
      now: null,
      ...change,
    };
  };
  /** Acme, whose line vanished; `known` is all that is known of vanished lines. */
  function advised(known: readonly VanishedLine[]): PsaAdvice['kind'] | null {
    const input = { ...acme([{ quantity: '1', productId: '4' }]), vanished: [gone()] };
    const group = billingGroups(input).groups[0]!;
    const beside = { found: [], vanished: missedIn(group, [], input) };
    const facts = { ...input, vanished: known };
    return creation(group, 14, beside, readingFacts(input), seatPrices(input), facts)?.kind ?? null;
  }
  const stands = (agreementId: string) => ({
    ...acme([{ quantity: '14' }]).lines[0]!,
    productId: '4',
    agreementId,
  });

  it('and is nowhere any more: the new one is advised', () => {
    expect(advised([gone()])).toBe('create-line');
    expect(advised([])).toBe('create-line');
  });

  it('and still stands on an agreement that the PSA lists: it may bill, and none is advised', () => {
    expect(advised([gone({ now: stands('agr-acme-0') })])).toBeNull();
    expect(advised([gone({ now: stands('agr-far') })])).toBe('create-line');
  });

  it('is not taken for another one, or for the same one of another group', () => {
    const now = stands('agr-acme-0');
    expect(advised([gone({ groupKey: 'company:co-other:service-1', now }), gone()])).toBe('create-line');
    expect(advised([gone({ was: { ...gone().was, psaLineId: 'other' }, now }), gone()])).toBe('create-line');
  });
});
