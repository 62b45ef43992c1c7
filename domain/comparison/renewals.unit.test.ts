import { message } from '../../messages/message.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import { changeableLines } from './change-effect.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { choice, customerAlone, groupOf, lineOf, withoutCheckOnMany } from './customers.fixture.ts';
import { approve, presentFacts } from '../write-back/approvals.fixture.ts';
import { boundFacts, approvedSnapshot } from '../decisions/snapshot.ts';
import { approvalEnd } from '../write-back/status.ts';

const only = (input: CompositionInput): ComposedLine => {
  const lines = composeUsage(input);
  expect(controlTotals(input, lines).mismatches).toEqual([]);
  expect(lines).toHaveLength(1);
  return lines[0]!;
};

const running = { periodBegan: '2026-11-01', postedThrough: null };
const ahead = { periodBegan: null, postedThrough: null };
/** On 24 November: a contract whose last period runs, and one that begins on a day. */
const last = { endDate: '2026-11-30', nextInvoiceDate: null, dated: running };
const from = (day: string) => ({ startDate: day, nextInvoiceDate: day, dated: ahead });

const customer = (
  seats: number,
  former: object,
  later: { readonly effectiveDate: string; readonly quantity: string } | null,
  choices = [] as ReturnType<typeof choice>[],
) =>
  customerAlone(
    {
      name: 'Acme',
      seats: [seats],
      lines: [
        { quantity: '10', agreement: 0, on: former },
        ...(later === null ? [] : [{ ...later, agreement: 1, on: from(later.effectiveDate) }]),
      ],
    },
    choices,
  );

describe('RULES 3: an agreement in its last period', () => {
  it('bills what it bills now, though no change of it can act any more', () => {
    expect(only(customer(12, last, null))).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      flags: [],
      billingTarget: { kind: 'cannot', reason: message('usage.agreement.no-open-period') },
    });
  });

  it('bills nothing where none of its periods runs', () => {
    expect(only(customer(12, { ...last, dated: ahead }, null)).kind).toBe('bills-nothing');
  });

  it('is continued by a renewal, whose line is the target from its first day', () => {
    const line = only(customer(12, last, { effectiveDate: '2026-12-01', quantity: '10' }));
    expect(line).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      variance: '2',
      flags: [],
      target: { psaLineId: lineOf('Acme', 1), before: '10', after: '12' },
      billingTarget: {
        kind: 'billing-target',
        billingTarget: 'next-period',
        period: { begins: '2026-12-01' },
      },
    });
    expect(line.lines[0]).toMatchObject({
      live: false,
      notLiveReason: message('usage.not-live.continued-units', {
        quantity: '10',
        until: '2026-11-30',
        line: 'line-acme-1',
      }),
    });
  });

  it('is no neighbor of its renewal: the day on which it ends makes no approval stale', () => {
    const input = customer(12, last, { effectiveDate: '2026-12-01', quantity: '10' });
    const snapshot = approvedSnapshot(only(input), lineOf('Acme', 1), boundFacts(input));
    expect(snapshot).toMatchObject({ line: { live: true }, neighbors: [] });
  });

  it('hands the role of its line to the renewal', () => {
    const line = only(
      customer(0, last, { effectiveDate: '2026-12-01', quantity: '10' }, [
        choice('Acme', lineOf('Acme', 0), 'other-purpose'),
      ]),
    );
    expect(line).toMatchObject({ kind: 'match', psaQuantity: null });
    expect(line.lines.map(({ role }) => role)).toEqual(['other-purpose', 'other-purpose']);
  });

  describe('from its first day on', () => {
    /** On 5 December, a contract that ended and the one after it. */
    const begun = (choices = [] as ReturnType<typeof choice>[]): CompositionInput => ({
      ...customer(12, { ...last, dated: ahead }, { effectiveDate: '2026-12-01', quantity: '15' }, choices),
      today: '2026-12-05',
    });

    it('keeps the role of its line', () => {
      const line = only(begun([choice('Acme', lineOf('Acme', 0), 'other-purpose')]));
      expect(line.lines.map(({ role }) => role)).toEqual(['other-purpose', 'other-purpose']);
    });

    it('keeps the rule of its line, also when it is renewed itself, until it has one of its own', () => {
      const atLeast = (units: number, nth: number) =>
        rule({ minimum: units }, { kind: 'line', id: lineOf('Acme', nth) });
      expect(only({ ...begun(), rules: [atLeast(15, 0)] })).toMatchObject({
        kind: 'match',
        rule: { applied: { id: 'line-always', units: 15 } },
        lines: [{}, { continues: [lineOf('Acme', 0)] }],
      });
      expect(only({ ...begun(), rules: [atLeast(15, 0), atLeast(20, 1)] }).variance).toBe('5');
      const twice = begun();
      const [former, renewal] = twice.lines;
      const third = { ...renewal!, id: 'line-0', agreementId: 'agr-0', effectiveDate: '2026-12-04' };
      const agreements = twice.agreements.flatMap((one) =>
        one.id === renewal!.agreementId
          ? [
              { ...one, endDate: '2026-12-03' },
              { ...one, id: 'agr-0', startDate: '2026-12-04', nextInvoiceDate: '2027-01-04' },
            ]
          : [one],
      );
      const readings = [...twice.agreementReadings, { ...twice.agreementReadings[0]!, agreementId: 'agr-0' }];
      const lines = [former!, renewal!, third];
      expect(
        only({ ...twice, agreements, agreementReadings: readings, lines, rules: [atLeast(15, 0)] }),
      ).toMatchObject({ kind: 'match', target: { psaLineId: 'line-0' } });
    });
  });

  it('keeps the rule of its line before it', () => {
    const input = {
      ...customer(12, last, { effectiveDate: '2026-12-01', quantity: '15' }),
      rules: [rule({ minimum: 15 }, { kind: 'line', id: lineOf('Acme', 0) })],
    };
    expect(only(input)).toMatchObject({ kind: 'match', rule: { applied: { units: 15 } } });
    const change = changeableLines(input).get(groupOf('Acme'))!.get(lineOf('Acme', 1))!;
    expect(change.ruleOn('2026-12-01')?.terms).toEqual({ minimum: 15 });
  });

  it('leaves an approval under the rule of its line standing when the former contract ends', () => {
    const input = {
      ...withoutCheckOnMany(customer(14, last, { effectiveDate: '2026-12-01', quantity: '15' })),
      rules: [rule({ minimum: 16 }, { kind: 'line', id: lineOf('Acme', 0) })],
    };
    const bound = approve(input, 'Acme');
    expect(bound).toMatchObject({ psaLineId: lineOf('Acme', 1), after: '16' });
    expect(approvalEnd(bound, presentFacts({ ...input, today: '2026-12-05' }, bound))).toBeNull();
    expect(approvalEnd(bound, presentFacts({ ...input, rules: [] }, bound))?.code).toBe('BillingRuleChanged');
  });

  it('changes itself while it has an open period, and says that the renewal has units of its own', () => {
    const former = { endDate: '2026-12-31', nextInvoiceDate: '2026-12-01', dated: running };
    expect(only(customer(12, former, { effectiveDate: '2027-01-01', quantity: '10' }))).toMatchObject({
      target: { psaLineId: lineOf('Acme', 0), after: '12' },
      flags: [],
      warnings: [{ id: 'usage.warning.renewal-units', params: { day: '2027-01-01', quantity: '10' } }],
    });
  });

  it.each([
    ['begins a day later', '2026-12-02'],
    ['begins a month later', '2027-01-01'],
  ])('is not continued by one that %s: the line is held', (_, effectiveDate) => {
    expect(only(customer(12, last, { effectiveDate, quantity: '10' }))).toMatchObject({
      psaQuantity: '10',
      target: { psaLineId: lineOf('Acme', 0) },
      flags: [{ flag: 'scheduled' }],
    });
  });

  it('leaves one that begins later, and no other, as found', () => {
    const input = customer(12, { ...last, endDate: '2026-10-31', dated: ahead }, null);
    const later = customerAlone({
      name: 'Acme',
      seats: [12],
      lines: [{ quantity: '12', effectiveDate: '2027-02-01', on: from('2027-02-01') }],
    });
    expect(only(input).kind).toBe('bills-nothing');
    expect(only(later)).toMatchObject({
      kind: 'new',
      advice: null,
      found: [{ quantity: '12', effectiveDate: '2027-02-01', relation: 'own-agreement' }],
    });
  });
});
