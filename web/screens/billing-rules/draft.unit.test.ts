import fc from 'fast-check';
import { RuleTerms } from '../../../contracts/api/billing-rules.ts';
import { draftOfAddress } from './beginnings.ts';
import { changeOf, draftOfTerms, emptyDraft, isWrongNumber, termsOf, whatIsMissing } from './draft.ts';
import { newBillingRulePlace } from '../../components/rule-places.ts';

const units = fc.integer({ min: 0, max: 1_000_000 });
const anyTerms = fc.record(
  {
    excludeStatuses: fc.uniqueArray(fc.constantFrom('disabled', 'bypass', 'locked out'), { minLength: 1 }),
    free: units,
    ratio: fc.record({
      per: fc.integer({ min: 1, max: 1_000_000 }),
      round: fc.constantFrom('up' as const, 'nearest' as const, 'down' as const),
    }),
    minimum: units,
    maximum: units,
    fixed: fc.record({ units, flat: fc.constant(true as const) }, { requiredKeys: ['units'] }),
    commitment: fc.record({ units, decreaseFrom: fc.constant('2027-07-01') }),
    doNotBill: fc.record({ reason: fc.constant('demo account') }),
  },
  { requiredKeys: [] },
);

const whole = {
  ...emptyDraft,
  scope: { kind: 'customer', id: '250' },
  minimum: '25',
  source: 'MSA 2025-114',
  from: '2026-12-01',
} as const;

describe('a billing rule as it is typed', () => {
  it('gives the terms that it began with, for every combination of terms', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const typed = termsOf({ ...emptyDraft, ...draftOfTerms(terms) });
        expect(typed).toEqual(terms);
        expect(RuleTerms.parse(typed)).toEqual(terms);
      }),
    );
  });

  it('begins with what another page knew, and leaves out what does not fit', () => {
    const known = {
      scope: { kind: 'customer', id: '250' },
      terms: { fixed: { units: 25 } },
      source: 'until the renewal',
    } as const;
    const place = newBillingRulePlace('7', { usageLineId: 'a', ...known });
    const params = new URL(place, 'https://seatwise.test').searchParams;
    expect(draftOfAddress(params, null)).toMatchObject({
      scope: known.scope,
      fixed: '25',
      source: known.source,
    });
    expect(params.get('line')).toBe('a');
    const odd = new URLSearchParams({ scope: '{"kind":"country","id":"1"}', terms: '{', source: '' });
    expect(draftOfAddress(odd, null)).toEqual(emptyDraft);
  });

  it.each([
    [{ scope: null }, 'scope'],
    [{ minimum: '2.5' }, 'number'],
    [{ per: '0' }, 'number'],
    [{ minimum: '25', maximum: '10' }, 'limits'],
    [{ committed: '40' }, 'commitment'],
    [{ decreaseFrom: '2027-07-01' }, 'commitment'],
    [{ minimum: '' }, 'terms'],
    [{ source: ' ' }, 'source'],
    [{ from: '' }, 'from'],
    [{ to: '2026-11-30' }, 'to'],
    [{ to: '2026-12-01' }, null],
  ])('with %j lacks %s', (change, missing) => {
    expect(whatIsMissing({ ...whole, ...change })).toBe(missing);
  });

  it('marks only the number that is wrong', () => {
    expect(isWrongNumber('free', { ...whole, free: '-1' })).toBe(true);
    expect(isWrongNumber('minimum', { ...whole, free: '-1' })).toBe(false);
  });

  it('corrects the version that was looked at, without an end where none is typed', () => {
    expect(changeOf(whole, true, { id: 'r', version: 3 })).toEqual({
      change: 'correct',
      id: 'r',
      version: 3,
      rule: {
        scope: whole.scope,
        terms: { minimum: 25 },
        source: 'MSA 2025-114',
        from: '2026-12-01',
        to: null,
        withPsaTerms: true,
      },
    });
  });
});
