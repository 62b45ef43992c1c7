import { message } from '../../messages/message.ts';
import { agreementUsability } from '../usage/agreement-usability.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { choice, customerAlone, groupOf, lineOf } from './customers.fixture.ts';
import { typical } from './typical.fixture.ts';

const only = (input: CompositionInput): ComposedLine => {
  const lines = composeUsage(input);
  expect(controlTotals(input, lines).mismatches).toEqual([]);
  expect(lines).toHaveLength(1);
  return lines[0]!;
};

const one = (seats: number, line: object, choices = [] as ReturnType<typeof choice>[]): ComposedLine =>
  only(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...line }] }, choices));

describe('RULES 3: live lines on 2026-11-24', () => {
  it.each([
    ['effective today', { effectiveDate: '2026-11-24' }, 'match'],
    ['effective tomorrow', { effectiveDate: '2026-11-25' }, 'new'],
    ['without an effective date', { effectiveDate: null }, 'new'],
    ['canceled yesterday: history', { cancelledDate: '2026-11-23' }, 'new'],
    ['canceled today', { cancelledDate: '2026-11-24' }, 'match'],
    ['agreement canceled by flag', { on: { over: 'canceled' } }, 'bills-nothing'],
    ['agreement expired', { on: { over: 'expired' } }, 'bills-nothing'],
    ['agreement inactive', { on: { over: 'inactive' } }, 'bills-nothing'],
    ['agreement ending today', { on: { endDate: '2026-11-24' } }, 'match'],
    ['agreement ended yesterday', { on: { endDate: '2026-11-23' } }, 'bills-nothing'],
    [
      'billing cycle None',
      { on: { billingCycle: { name: 'None', months: null, days: null, never: true } } },
      'bills-nothing',
    ],
    ['no billing cycle', { on: { billingCycle: null } }, 'bills-nothing'],
    ['no next invoice date', { on: { nextInvoiceDate: null } }, 'bills-nothing'],
    ['next invoice date one cycle old', { on: { nextInvoiceDate: '2026-10-24' } }, 'match'],
    ['next invoice date older than one cycle', { on: { nextInvoiceDate: '2026-10-23' } }, 'bills-nothing'],
    ['a line ended on a dead agreement', { cancelledDate: '2026-06-01', on: { over: 'canceled' } }, 'new'],
  ])('%s: %o is %s', (_, line, kind) => {
    expect(one(10, line).kind).toBe(kind);
  });

  it('says why a line bills nothing and what is at risk, at the line price', () => {
    const line = one(14, { quantity: '14', unitPrice: '4.50', on: { over: 'canceled' } });
    expect(line).toMatchObject({
      kind: 'bills-nothing',
      reason: message('usage.reason.bills-nothing', { why: message('usage.agreement.canceled') }),
      psaQuantity: null,
      money: { atRiskPerMonth: '63', estimated: false },
    });
  });

  it('values a dead line whose cycle is unknown by the catalog, as an estimate', () => {
    const line = one(14, { on: { billingCycle: null } });
    expect(line.money).toMatchObject({ atRiskPerMonth: '56', estimated: true });
  });

  it("uses the parent's next invoice date for a child agreement without one", () => {
    const parent = { ...typical().agreements[0]!, id: 'parent', nextInvoiceDate: '2026-12-01' };
    const child = { ...parent, id: 'child', parentAgreementId: 'parent', nextInvoiceDate: null };
    expect(agreementUsability(child, parent, '2026-11-24')).toMatchObject({
      usable: true,
      nextInvoiceDate: '2026-12-01',
    });
    expect(agreementUsability(child, null, '2026-11-24')).toMatchObject({
      usable: false,
      reason: message('usage.agreement.no-next-invoice'),
    });
  });

  it('judges a weekly cycle by its days', () => {
    const weekly = { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } };
    expect(one(10, { on: { ...weekly, nextInvoiceDate: '2026-11-17' } }).kind).toBe('match');
    expect(one(10, { on: { ...weekly, nextInvoiceDate: '2026-11-16' } }).kind).toBe('bills-nothing');
  });

  it('holds a line with a future cancellation, and one whose product begins again later, as scheduled', () => {
    expect(one(12, { cancelledDate: '2026-12-31' }).flags).toMatchObject([{ flag: 'scheduled' }]);
    const later = customerAlone({
      name: 'Acme',
      seats: [12],
      lines: [{ quantity: '10' }, { quantity: '2', effectiveDate: '2027-01-01' }],
    });
    expect(only(later)).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      flags: [{ flag: 'scheduled' }],
    });
    expect(one(12, { effectiveDate: '2027-01-01' })).toMatchObject({
      kind: 'new',
      flags: [{ flag: 'scheduled' }],
    });
  });
});

describe('RULES 3: the time zone of the PSA is not known', () => {
  const flagsOf = (line: object): readonly string[] =>
    only({
      ...customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10', ...line }] }),
      timeZoneKnown: false,
    }).flags.map(({ flag }) => flag);

  it.each([
    ['began yesterday', { effectiveDate: '2026-11-23' }],
    ['begins today', { effectiveDate: '2026-11-24' }],
    ['was canceled yesterday', { cancelledDate: '2026-11-23' }],
    ['on an agreement that ended yesterday', { on: { endDate: '2026-11-23' } }],
    ['on an agreement whose next invoice is of tomorrow', { on: { nextInvoiceDate: '2026-11-25' } }],
  ])('a line that %s is scheduled: it may be another day there', (_, line) => {
    expect(flagsOf(line)).toContain('scheduled');
  });

  it('a line without a date within a day of today is none', () => {
    expect(flagsOf({ effectiveDate: '2026-11-22' })).not.toContain('scheduled');
  });
});

describe('RULES 4: several lines', () => {
  const two = (seats: number, choices: ReturnType<typeof choice>[] = [], agreement = 0): ComposedLine =>
    only(
      customerAlone(
        { name: 'Acme', seats: [seats], lines: [{ quantity: '60' }, { quantity: '25', agreement }] },
        choices,
      ),
    );

  it('matches two lines on one agreement by their sum, without a question', () => {
    expect(two(85)).toMatchObject({ kind: 'match', needsTarget: false, target: null });
  });

  it('asks for a target otherwise, and changes only the one that is named', () => {
    expect(two(88)).toMatchObject({
      kind: 'increase',
      needsTarget: true,
      target: null,
      money: { effectPerMonth: '12' },
    });
    expect(two(88, [choice('Acme', lineOf('Acme', 0), 'target')])).toMatchObject({
      needsTarget: false,
      target: { before: '60', after: '63' },
    });
  });

  it('rejects a target that would fall to 0 or below', () => {
    const line = two(60, [choice('Acme', lineOf('Acme', 1), 'target')]);
    expect(line).toMatchObject({ kind: 'decrease', needsTarget: true, target: null });
    expect(line.warnings).toMatchObject([{ id: 'usage.warning.target-would-be', params: { quantity: '0' } }]);
  });

  it('counts an ignored duplicate on the same agreement no more', () => {
    expect(two(60, [choice('Acme', lineOf('Acme', 1), 'other-purpose')])).toMatchObject({
      kind: 'match',
      psaQuantity: '60',
    });
  });

  it('is a choice on two agreements until every candidate has a role', () => {
    const [target, counts] = [
      choice('Acme', lineOf('Acme', 0), 'target'),
      choice('Acme', lineOf('Acme', 1), 'counts'),
    ];
    expect(two(85, [], 1)).toMatchObject({
      kind: 'choice',
      needsTarget: true,
      variance: null,
      psaQuantity: '85',
    });
    expect(two(85, [target], 1).kind).toBe('choice');
    expect(two(90, [target, counts], 1)).toMatchObject({
      kind: 'increase',
      target: { before: '60', after: '65' },
    });
  });

  it('is a choice when only the bill-to company has a line, which is then never no-account', () => {
    const spec = { name: 'Acme', seats: [24], billTo: [{ quantity: '20' }] };
    expect(only(customerAlone(spec))).toMatchObject({ kind: 'choice', psaQuantity: '20' });
    const taken = only(customerAlone(spec, [choice('Acme', lineOf('Acme bill to'), 'target')]));
    expect(taken).toMatchObject({ kind: 'increase', target: { before: '20', after: '24' } });
  });

  it('is new when the bill-to line was ignored; its units are ignored units', () => {
    const input = customerAlone({ name: 'Acme', seats: [24], billTo: [{ quantity: '20' }] }, [
      choice('Acme', lineOf('Acme bill to'), 'other-purpose'),
    ]);
    expect(only(input).kind).toBe('new');
    expect(controlTotals(input, composeUsage(input)).units).toMatchObject({
      live: '20',
      ignored: '20',
      inGroups: '0',
    });
  });

  it('keeps its own line apart from the bill-to company, which is no-account then', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [24],
      lines: [{ quantity: '24' }],
      billTo: [{ quantity: '20' }],
    });
    expect(
      composeUsage(input)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['match', 'no-account']);
  });

  it('offers a line that the bill-to company bills its own account with, and counts it once', () => {
    const base = customerAlone({ name: 'Acme', seats: [24], billTo: [{ quantity: '20' }] });
    const own = base.accounts[0]!;
    const headquarters = {
      ...own,
      id: 'hq',
      name: 'HQ',
      mapping: { state: 'mapped', companyId: 'co-acme-bill-to' } as const,
    };
    const input = { ...base, accounts: [own, headquarters] };
    const lines = composeUsage(input);
    const acme = lines.find(({ groupKey }) => groupKey === groupOf('Acme'))!;
    expect(acme).toMatchObject({
      kind: 'choice',
      lines: [],
      psaQuantity: null,
      alsoCandidates: [{ quantity: '20' }],
    });
    expect(lines.find(({ groupKey }) => groupKey !== groupOf('Acme'))).toMatchObject({
      kind: 'increase',
      psaQuantity: '20',
    });
    expect(controlTotals(input, lines)).toMatchObject({
      closes: true,
      units: { live: '20', inGroups: '20' },
    });
  });

  it('puts bills-nothing before choice', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [24],
      lines: [{ quantity: '24', on: { over: 'canceled' } }],
      billTo: [{ quantity: '20' }],
    });
    expect(only(input)).toMatchObject({ kind: 'bills-nothing' });
  });
});
