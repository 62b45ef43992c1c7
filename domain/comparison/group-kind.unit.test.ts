import { message } from '../../messages/message.ts';
import { billingGroups } from './billing-groups.ts';
import { choice, customerAlone, lineOf } from './customers.fixture.ts';
import { assessGroup, type GroupAssessment } from './group-kind.ts';

type Spec = Omit<Parameters<typeof customerAlone>[0], 'name'>;

/** The one group of Acme, read completely. */
function assess(spec: Spec, ...choices: ReturnType<typeof choice>[]): GroupAssessment {
  return assessGroup(billingGroups(customerAlone({ name: 'Acme', ...spec }, choices)).groups[0]!, null);
}

const dead = { agreement: 1, on: { over: 'canceled' } } as const;

describe('RULES 3, 4: a line on an agreement that bills nothing', () => {
  it('is said where nothing else bills the seats', () => {
    expect(assess({ seats: [24], lines: [{ quantity: '24', ...dead }] })).toMatchObject({
      kind: 'bills-nothing',
      reason: message('usage.reason.bills-nothing', { why: message('usage.agreement.canceled') }),
    });
  });

  it('matters no more beside a line that bills', () => {
    expect(assess({ seats: [24], lines: [{ quantity: '24' }, { quantity: '24', ...dead }] })).toMatchObject({
      kind: 'match',
      reason: message('usage.reason.matched', { seats: 24, units: '24' }),
    });
  });

  it('matters no more where a person counts the line of the bill-to company', () => {
    const spec = { seats: [24], lines: [{ quantity: '24', ...dead }], billTo: [{ quantity: '20' }] };
    expect(assess(spec).kind).toBe('bills-nothing');
    const claimed = assess(spec, choice('Acme', lineOf('Acme bill to'), 'counts'));
    expect(claimed).toMatchObject({
      kind: 'increase',
      reason: message('usage.reason.differs', { seats: 24, units: '20', change: '4' }),
    });
  });

  it('bills nothing of no seats, and no more than nothing where it was ignored', () => {
    expect(assess({ seats: [0], lines: [{ quantity: '24', ...dead }] })).toMatchObject({
      kind: 'match',
      reason: message('usage.reason.nothing'),
    });
    const ignored = choice('Acme', lineOf('Acme'), 'other-purpose');
    expect(assess({ seats: [24], lines: [{ quantity: '24', ...dead }] }, ignored).kind).toBe('new');
  });
});

describe('RULES 4: lines on several agreements', () => {
  it('are a question while both are live, and none where one ended or begins later', () => {
    const beside = (line: object): GroupAssessment['kind'] =>
      assess({ seats: [24], lines: [{ quantity: '24' }, { quantity: '24', agreement: 1, ...line }] }).kind;
    expect(beside({})).toBe('choice');
    expect(beside({ cancelledDate: '2026-11-01' })).toBe('match');
    expect(beside({ effectiveDate: '2026-12-24' })).toBe('match');
  });
});

describe('RULES 7: a live line without a quantity', () => {
  it('is named, and no other; the kind follows what the PSA does state', () => {
    const lines = [{ quantity: '20' }, { quantity: null }];
    expect(assess({ seats: [24], lines })).toMatchObject({
      kind: 'increase',
      psa: null,
      variance: null,
      reason: message('usage.reason.without-quantity', {
        seats: 24,
        lines: [message('usage.line', { line: 'line-acme-1' })],
      }),
    });
    expect(assess({ seats: [19], lines }).kind).toBe('decrease');
    expect(assess({ seats: [20], lines }).kind).toBe('increase');
  });

  it('is an orphan without a variance where the complete count is 0', () => {
    expect(assess({ seats: [0], lines: [{ quantity: null }] })).toMatchObject({
      kind: 'orphan',
      psa: null,
      variance: null,
    });
  });
});
