import { type Message, message } from '../../messages/message.ts';
import { boundFacts } from './snapshot.ts';
import { changeableLines } from '../comparison/change-effect.ts';
import type { CompositionInput, LineChoice } from '../usage/composition.ts';
import { choice, customerAlone, groupOf, lineOf, withSeats } from '../comparison/customers.fixture.ts';
import { composedOf, inAdvance } from '../write-back/approvals.fixture.ts';
import { fitsDay } from '../write-back/daily-cap.ts';
import type { BillingTarget } from '../usage/billing-target.ts';
import { decideRevert, invoiceMade, landedOn, billingTargetRejection } from './revert.ts';
import type { FormerChange, RevertFacts } from './former-change.ts';

/** A customer whose line was raised from 30 to what it shows. */
const scenario = (seats: number | null, quantity: string, line: object = {}, choices: LineChoice[] = []) =>
  inAdvance(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity, ...line }] }, choices));

const invoice = composedOf(scenario(33, '33'), 'Acme').lines[0]!.nextInvoiceDate!;
const former: FormerChange = {
  decision: 'approve',
  state: 'confirmed',
  psaLineId: lineOf('Acme'),
  before: '30',
  after: '33',
  billingTarget: 'next-invoice',
  invoiceDate: invoice,
  invoiceDateAtSending: invoice,
  reverted: false,
  change: 'set-quantity',
  createdLineId: null,
  lastBilledDay: null,
  canceledDate: null,
  currency: 'USD',
  effectPerInvoice: '12',
  effectPerMonth: '12',
};

function evaluate(
  input: CompositionInput,
  change: Partial<FormerChange> = {},
  facts: Partial<RevertFacts> = {},
) {
  return decideRevert({
    former: { ...former, ...change },
    nextInvoiceDate: invoice,
    composed: composedOf(input, 'Acme'),
    bound: boundFacts(input),
    target: changeableLines(input).get(groupOf('Acme'))?.get(lineOf('Acme')),
    billing: null,
    openConflict: false,
    today: input.today,
    canceledDay: 'billed',
    ...facts,
  });
}
const code = (...args: Parameters<typeof evaluate>): string => {
  const outcome = evaluate(...args);
  return outcome.kind === 'rejected' ? outcome.code : outcome.kind;
};

type Expected = Pick<Message, 'id'>;
const notInSum = message('decisions.not-in-sum', { line: lineOf('Acme') });

describe('RULES 8: a revert', () => {
  it('sets the former quantity on the invoice the change landed on, bound to the present count', () => {
    expect(evaluate(scenario(33, '33.00'))).toMatchObject({
      kind: 'reverts',
      before: '33',
      after: '30',
      countOn: 33,
      period: { invoiceDate: invoice },
      snapshot: { line: { quantity: '33.00' } },
    });
  });

  it.each<[BillingTarget, string | null, boolean]>([
    ['next-period', '2026-12-01', false],
    ['next-period', '2026-11-01', false],
    ['next-period', '2027-01-01', true],
    ['from-day', '2027-01-01', true],
    ['from-day', '2026-12-01', false],
    ['next-period', null, true],
  ])('%s from 1 Dec, next open is %p: taken back %p', (billingTarget, next, allowed) => {
    const of = { billingTarget, invoiceDate: '2026-12-01', invoiceDateAtSending: '2026-12-01' };
    expect(billingTargetRejection(of, next) === null).toBe(allowed);
  });

  it('is rejected once the invoice it landed on was made', () => {
    const later = '2099-01-01';
    expect(code(scenario(33, '33'), {}, { nextInvoiceDate: later })).toBe('InvoiceMade');
    // It waited for one invoice and landed on the next.
    const waited = { billingTarget: 'invoice-after', invoiceDate: '2026-11-01' } as const;
    expect(code(scenario(33, '33'), waited)).toBe('reverts');
    expect(code(scenario(33, '33'), waited, { nextInvoiceDate: later })).toBe('InvoiceMade');
    expect(code(scenario(33, '33'), { ...waited, invoiceDateAtSending: null })).toBe('NotRevertible');
    // An invoice that was undone: the next one is earlier than the one it landed on.
    expect(code(scenario(33, '33'), {}, { nextInvoiceDate: '2026-11-01' })).toBe('NotRevertible');
    expect(landedOn({ ...former, ...waited })).toBe(invoice);
    expect(invoiceMade(invoice, later)).toBe(true);
    expect([invoiceMade(null, later), invoiceMade(invoice, null), invoiceMade(invoice, invoice)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each<[string, Partial<FormerChange>]>([
    ['of a change that is not confirmed', { state: 'unchanged' }],
    ['of a revert', { decision: 'revert' }],
    ['of a proof', { decision: 'prove' }],
    ['of what is taken back already', { reverted: true }],
    ['to nothing', { before: '0' }],
    ['to a fraction', { before: '12.5' }],
    ['to less than nothing', { before: '-3' }],
  ])('%s is rejected', (_, change) => {
    expect(code(scenario(33, '33'), change)).toBe('NotRevertible');
  });

  it.each<[string, CompositionInput, Partial<RevertFacts>, Expected]>([
    [
      'the PSA shows another quantity',
      scenario(33, '36'),
      {},
      message('decisions.revert.other-quantity', { before: '30', after: '33', shown: '36' }),
    ],
    [
      'the customer has no line any more',
      scenario(33, '33'),
      { composed: null },
      message('decisions.revert.no-usage-line'),
    ],
    [
      'a write of the customer is in conflict',
      scenario(33, '33'),
      { openConflict: true },
      message('decisions.revert.conflict'),
    ],
    ['the account was not read', scenario(null, '33'), {}, { id: 'usage.not-read.account-failed' }],
    [
      'the line does not count',
      scenario(33, '33', {}, [choice('Acme', lineOf('Acme'), 'other-purpose')]),
      {},
      { id: 'usage.reason.new' },
    ],
    ['0 seats are counted', scenario(0, '33'), {}, { id: 'usage.reason.orphan' }],
    [
      'a cancellation is scheduled',
      scenario(33, '33', { cancelledDate: '2026-12-15' }),
      {},
      { id: 'usage.flag.canceled' },
    ],
    [
      'nobody said how the agreement bills',
      { ...scenario(33, '33'), billsIn: {} },
      {},
      message('decisions.billing-target-not-set'),
    ],
  ])('is rejected where %s', (_, input, facts, detail) => {
    expect(evaluate(input, {}, facts)).toMatchObject({
      code: 'NotRevertible',
      detail,
    });
  });

  it('takes back an adjusted change as it does an approved one', () => {
    expect(code(scenario(33, '33'), { decision: 'adjust' })).toBe('reverts');
  });

  it('of a change for the next invoice looks at the invoice it was approved for, whenever it was sent', () => {
    expect(code(scenario(33, '33'), { invoiceDateAtSending: null })).toBe('reverts');
    expect(code(scenario(33, '33'), { invoiceDateAtSending: '2026-10-01' })).toBe('reverts');
  });

  it('judges the line that was changed, not another of the customer', () => {
    const two = inAdvance(
      customerAlone({ name: 'Acme', seats: [40], lines: [{ quantity: '7' }, { quantity: '33' }] }),
    );
    const target = changeableLines(two).get(groupOf('Acme'))?.get(lineOf('Acme', 1));
    const change = { psaLineId: lineOf('Acme', 1) };
    expect(code(two, change, { target })).toBe('reverts');
    expect(evaluate(two, { psaLineId: 'other' }, { target })).toMatchObject({
      detail: message('decisions.revert.line-gone', { line: 'other' }),
    });
  });

  it.each<[string, Partial<RevertFacts>, Partial<FormerChange>, Expected]>([
    ['its line is not in the sum', { target: undefined }, {}, notInSum],
    [
      'its agreement is not there',
      { bound: { ...boundFacts(scenario(33, '33')), agreements: new Map() } },
      {},
      notInSum,
    ],
    [
      'no next invoice is known',
      { nextInvoiceDate: null },
      {},
      { id: 'decisions.revert.next-invoice-unknown' },
    ],
    [
      'it is not known on which invoice it landed',
      {},
      { billingTarget: 'invoice-after', invoiceDateAtSending: null },
      message('decisions.revert.invoice-unknown'),
    ],
    [
      'the seats are not known',
      { composed: { ...composedOf(scenario(33, '33'), 'Acme'), vendorQuantity: null } },
      {},
      { id: 'usage.reason.matched' },
    ],
  ])('is rejected where %s', (_, facts, change, detail) => {
    expect(evaluate(scenario(33, '33'), change, facts)).toMatchObject({
      code: 'NotRevertible',
      detail,
    });
  });

  it('is rejected where the agreement bills nothing any more', () => {
    const target = changeableLines(scenario(33, '33')).get(groupOf('Acme'))!.get(lineOf('Acme'))!;
    const billingTarget = { ...target.billingTarget, notUsable: message('usage.agreement.canceled') };
    expect(evaluate(scenario(33, '33'), {}, { target: { ...target, billingTarget } })).toMatchObject({
      code: 'NotRevertible',
      detail: message('usage.agreement.canceled'),
    });
  });

  it('is not held by drop, jump or shrink: its base is the value that stood before', () => {
    for (const seats of [10, 100]) {
      const input = scenario(seats, '33');
      expect(composedOf(input, 'Acme').flags.some(({ flag }) => flag === 'held')).toBe(true);
      expect(code(input)).toBe('reverts');
    }
  });

  it('is held by a count that is too old', () => {
    const input = scenario(33, '33');
    const old = { ...input, accounts: input.accounts.map((account) => withSeats(account, 33)) };
    expect(code({ ...old, now: '2026-11-28T08:10:00.000Z' })).toBe('NotRevertible');
  });
});

describe('RULES 6: the caps of a day', () => {
  const caps = { lines: 2, amount: '100.00' };

  it.each<[string, number, string, number, string | null, boolean]>([
    ['one more line', 1, '10', 0, '5', true],
    ['a line too many', 2, '10', 0, '5', false],
    ['exactly the money of the day', 1, '60.00', 0, '40', true],
    ['a cent too much, whatever its sign', 1, '60.01', 0, '-40', false],
    ['an unknown effect counts as a line', 1, '100.00', 0, null, true],
    ['a grant is one more day', 3, '150', 1, '50', true],
    ['and no more than that', 4, '150', 1, '5', false],
  ])('%s', (_, lines, amount, allowances, effect, fits) => {
    const sent = { lines, amount, allowances, withoutRate: 0 };
    const change = { effectPerInvoice: effect, currency: null };
    const currencies = { own: 'USD', allInOwn: null, rates: {} };
    expect(fitsDay(caps, sent, change, currencies)).toBe(fits ? 'fits' : 'full');
  });
});
