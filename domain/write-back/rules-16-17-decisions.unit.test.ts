import type { PsaAgreement } from '../psa-facts.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { billingGroups } from '../comparison/billing-groups.ts';
import { changeableLines } from '../comparison/change-effect.ts';
import { countedSince, lastCountedDay } from '../usage/count-history.ts';
import { choice, customerAlone, groupOf, lineOf, ScenarioBuilder } from '../comparison/customers.fixture.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import { composedOf, decide, inAdvance } from './approvals.fixture.ts';
import { type CreationFacts, creationFacts } from '../decisions/creation-facts.ts';
import type { DecisionFacts, DecisionWish, NewLineWish } from '../decisions/decision.ts';
import type { EndingFacts } from '../decisions/ending-facts.ts';
import { firstBilledDays } from '../decisions/first-billed-days.ts';
import { cautionsOf, daysOf, newLineDraft } from '../decisions/new-line-draft.ts';

const capabilities: CreationFacts['capabilities'] = {
  steps: 'one',
  price: true,
  billingOptions: ['Billable', 'NoCharge'],
  taxable: false,
  invoiceTextMax: 20,
  firstDay: 'any',
};

/** Fifteen seats, an agreement, and no line: the former one was canceled in February. */
const unbilled = (seats = 15, on: Partial<PsaAgreement> = {}): CompositionInput =>
  inAdvance(
    customerAlone({
      name: 'Acme',
      seats: [seats],
      lines: [{ quantity: '9', cancelledDate: '2026-02-01', on }],
    }),
  );

const creation = (input: CompositionInput, more: Partial<CreationFacts> = {}): CreationFacts => ({
  ...creationFacts(input, groupIn(input), composedOf(input, 'Acme'), {
    capabilities,
    countedSince: '2026-11-10',
    isFirst: false,
    marker: 'SW-0123456789',
  }),
  ...more,
});

const groupIn = (input: CompositionInput) =>
  billingGroups(input).groups.find(({ key }) => key === groupOf('Acme'))!;

const newLine = (more: Partial<NewLineWish> = {}): NewLineWish => ({
  agreementId: 'agr-acme-0',
  productId: '1',
  unitPrice: null,
  expectedUnitPrice: null,
  firstBilledDay: null,
  billingOption: null,
  taxable: null,
  invoiceText: null,
  ...more,
});

const create = (
  input: CompositionInput,
  wish: Partial<NewLineWish> = {},
  facts: Partial<DecisionFacts> = {},
  more: Partial<DecisionWish> = {},
) =>
  decide(
    input,
    'Acme',
    { decision: 'create', newLine: newLine(wish), ...more },
    { creation: creation(input), ...facts },
  );

/** The product at another price in the catalog. */
const priced = (price: string): CompositionInput => {
  const input = unbilled();
  return { ...input, products: input.products.map((one) => (one.id === '1' ? { ...one, price } : one)) };
};

const code = (outcome: ReturnType<typeof decide>): string =>
  outcome.kind === 'rejected' ? outcome.code : outcome.kind;

describe('RULES 16: creating a line', () => {
  it('names everything that is sent, by default from the first period that has not begun', () => {
    expect(create(unbilled())).toMatchObject({
      kind: 'approved',
      change: {
        decision: 'create',
        psaLineId: 'SW-0123456789',
        agreementId: 'agr-acme-0',
        productIdentifier: 'DUO-ESS',
        before: '0',
        after: '15',
        countOn: 15,
        billingTarget: 'from-day',
        period: { invoiceDate: '2026-12-01', begins: '2026-12-01', ends: '2027-01-01' },
        invoicedThrough: '2026-11-30',
        effectPerMonth: '60',
        change: {
          kind: 'create-line',
          line: {
            unitPrice: null,
            catalogPrice: '4.00',
            firstBilledDay: '2026-12-01',
            billingOption: 'Billable',
          },
        },
      },
    });
  });

  it('bills the units of the rule that applies on the first billed day, which the approval keeps', () => {
    const rules = [rule({ minimum: 20 }, { kind: 'customer', id: 'co-acme' }, { from: '2026-12-01' })];
    const input = { ...unbilled(), rules };
    expect(create(input)).toMatchObject({
      change: { after: '20', countOn: 15, newLine: { rule: { applied: { id: 'customer-2026-12-01', units: 20 } } } },
    });
    expect(create(input, { firstBilledDay: '2026-11-24' }, { creation: creation(input) })).toMatchObject({
      kind: 'rejected',
      code: 'FirstDayNotOffered',
    });
  }); // prettier-ignore

  it.each<[string, Partial<NewLineWish>, string]>([
    ['an agreement of nobody', { agreementId: 'agr-other' }, 'AgreementNotOffered'],
    ['a product that is not mapped', { productId: '4' }, 'ProductNotOffered'],
    ['a product that is inactive', { productId: '5' }, 'ProductNotOffered'],
    ['another price without a reason', { unitPrice: '3.50' }, 'ReasonRequired'],
    ['a price of 0', { unitPrice: '0' }, 'PriceMissing'],
    ['an option that the PSA does not have', { billingOption: 'Free' }, 'OptionNotOffered'],
    ['a tax flag that is not sent', { taxable: true }, 'OptionNotOffered'],
    ['a text that is too long', { invoiceText: 'x'.repeat(21) }, 'OptionNotOffered'],
    ['a day inside an invoiced period', { firstBilledDay: '2026-11-15' }, 'FirstDayNotOffered'],
    ['the price of the catalog, said', { unitPrice: '4' }, 'approved'],
  ])('%s', (_name, wish, expected) => {
    expect(code(create(unbilled(), wish))).toBe(expected);
  });

  it('takes another price with a reason, and bills nothing where the customer is not billed', () => {
    const reason = { reason: 'as agreed' };
    expect(create(unbilled(), { unitPrice: '3.5' }, {}, reason)).toMatchObject({
      change: { effectPerMonth: '52.5', change: { line: { unitPrice: '3.5', catalogPrice: '4.00' } } },
    });
    expect(create(unbilled(), { billingOption: 'NoCharge' })).toMatchObject({ change: { effectPerMonth: '0' } });
  }); // prettier-ignore

  it('needs a price where the catalog has none, or is in another currency', () => {
    const free = { ...unbilled(), products: unbilled().products.map((one) => ({ ...one, price: one.id === '1' ? '0' : one.price })) };
    expect(code(create(free))).toBe('PriceMissing');
    const euros = unbilled(15, { currency: 'EUR' });
    expect(code(create(euros))).toBe('PriceMissing');
    const rates = { ...euros, currencies: { ...euros.currencies, rates: { EUR: '1.1' } } };
    const priced = { unitPrice: '5.00' };
    expect(code(create(euros, priced, {}, { reason: 'as agreed' }))).toBe('LineHeld');
    expect(create(rates, priced, {}, { reason: 'as agreed' })).toMatchObject({ change: { currency: 'EUR', effectPerMonth: '75' } });
  }); // prettier-ignore

  it('is held by the money of jump alone, until that is overridden for these seats', () => {
    const many = unbilled(126);
    expect(code(create(many))).toBe('LineHeld');
    expect(code(create(unbilled(125)))).toBe('approved');
    const overridden = [{ check: 'jump', count: '126' }] as const;
    const accepted = { groupKey: groupOf('Acme'), count: null, overridden };
    expect(code(create(many, {}, { accepted }))).toBe('approved');
  });

  it('is rejected where it could bill twice', () => {
    const later = (line: object) =>
      inAdvance(customerAlone({ name: 'Acme', seats: [15], lines: [{ quantity: '15', ...line }] }));
    const future = later({ effectiveDate: '2026-12-15' });
    expect(code(create(future))).toBe('MayBillTwice');
    const duplicate = { ...later({}), choices: [choice('Acme', lineOf('Acme'), 'duplicate')] };
    expect(composedOf(duplicate, 'Acme').kind).toBe('new');
    expect(code(create(duplicate))).toBe('MayBillTwice');
    const otherSeats = { ...later({}), choices: [choice('Acme', lineOf('Acme'), 'other-purpose')] };
    expect(code(create(otherSeats))).toBe('approved');
  });

  it('is proposed by a reviewer, and confirmed as it was proposed', () => {
    const proposed = create(unbilled(), {}, { mayApprove: false });
    const shown = newLine({ expectedUnitPrice: '4.00' });
    expect(proposed).toMatchObject({ kind: 'proposed', proposal: { quantity: '15', newLine: shown } });
    const proposal = proposed.kind === 'proposed' ? proposed.proposal : null;
    const facts = { creation: creation(unbilled()), decision: 'proposed', proposal } as const;
    expect(decide(unbilled(), 'Acme', { decision: 'approve' }, facts)).toMatchObject({
      kind: 'approved',
      change: { decision: 'create', after: '15' },
    });
    const minimum = [rule({ minimum: 20 }, { kind: 'customer', id: 'co-acme' }, { from: '2026-12-01' })];
    for (const now of [priced('4.50'), { ...unbilled(), rules: minimum }])
      expect(
        decide(now, 'Acme', { decision: 'approve' }, { ...facts, creation: creation(now) }),
      ).toMatchObject({ code: 'LineChanged' });
  });

  it('is approved only at the price, and with the units, that were shown', () => {
    const shown = { expectedUnitPrice: '4' };
    const units = { quantity: 15 };
    expect(code(create(unbilled(), shown, {}, units))).toBe('approved');
    expect(create(priced('4.50'), shown, {}, units)).toMatchObject({
      code: 'LineChanged',
      detail: { id: 'decisions.create.other-than-shown', params: { units: 15, price: { amount: '4.50', currency: 'USD' } } },
    });
    expect(code(create(unbilled(), shown, {}, { quantity: 14 }))).toBe('LineChanged');
    expect(code(create(priced('4.50')))).toBe('approved');
  }); // prettier-ignore

  it('is an administrator’s for the first line of an integration', () => {
    const first = { creation: creation(unbilled(), { isFirst: true }) };
    expect(code(create(unbilled(), {}, first))).toBe('proposed');
    expect(code(create(unbilled(), {}, { ...first, mayCreateFirst: true }))).toBe('approved');
  });

  it('only for a usage line without a line, and not while a change of it is sent', () => {
    const billed = inAdvance(customerAlone({ name: 'Acme', seats: [15], lines: [{ quantity: '9' }] }));
    expect(code(create(billed))).toBe('KindNotApprovable');
    expect(code(create(unbilled(), {}, { liveState: 'sending' }))).toBe('WriteInFlight');
    expect(code(create(unbilled(), {}, { openConflict: true }))).toBe('WriteConflictOpen');
  });

  it.each<[string, Partial<PsaAgreement>, CompositionInput['billsIn'], readonly string[]]>([
    ['advance, not prorated', {}, { 1: 'advance' }, ['2026-12-01', '2027-01-01', '2027-02-01']],
    ['advance, prorated', { prorates: true }, { 1: 'advance' }, ['2026-12-01', '2026-11-24', '2027-01-01', '2027-02-01']],
    ['arrears: the period that runs is billed whole', {}, { 1: 'arrears' }, ['2026-12-01', '2026-11-24', '2027-01-01', '2027-02-01']],
    ['invoiced further ahead', { nextInvoiceDate: '2027-01-01' }, { 1: 'advance' }, ['2027-01-01', '2027-02-01', '2027-03-01']],
    ['not answered', {}, {}, ['2026-12-01', '2027-01-01', '2027-02-01']],
    ['ends with the year', { endDate: '2026-12-31' }, { 1: 'advance' }, ['2026-12-01']],
    ['dated, the running period is not posted', { dated: { periodBegan: '2026-11-01', postedThrough: null } }, {}, ['2026-12-01', '2027-01-01', '2027-02-01']],
  ])('offers days: %s', (_name, on, billsIn, expected) => {
    const input = { ...unbilled(15, on), billsIn };
    const [offered] = creation(input).agreements;
    const found = firstBilledDays({
      target: offered!.target, prorates: offered!.agreement.prorates, countedSince: '2026-11-10', billedThrough: null, today: input.today,
    });
    expect('length' in found ? found.map(({ day }) => day) : found.id).toEqual(expected);
  }); // prettier-ignore

  it('counts a child agreement as invoiced as far as its parent', () => {
    const child = unbilled(15, { parentAgreementId: 'parent' });
    const [own] = child.agreements;
    const parentNext = (nextInvoiceDate: string): CompositionInput => ({
      ...child,
      billsIn: { 1: 'advance' },
      agreements: [...child.agreements, { ...own!, id: 'parent', parentAgreementId: null, nextInvoiceDate }],
    });
    const offeredIn = (input: CompositionInput) => {
      const facts = creation(input);
      const offered = facts.agreements.find(({ agreement }) => agreement.id === own!.id)!;
      const days = daysOf(offered, facts, input.today);
      return 'length' in days ? days.map(({ day }) => day) : days.id;
    };
    expect(offeredIn(parentNext('2027-01-01'))).toEqual(['2027-01-01', '2027-02-01', '2027-03-01']);
    expect(offeredIn(parentNext('2026-11-01'))).toEqual(['2026-12-01', '2027-01-01', '2027-02-01']);
  });

  it('follows the last billed day of an ended line, which is before its canceled date where that is not billed', () => {
    expect(creation(unbilled()).billedThrough).toBe('2026-02-01');
    expect(creation({ ...unbilled(), canceledDay: 'not-billed' }).billedThrough).toBe('2026-01-31');
  });

  it('offers the beginning of the running period to seats that were counted by then', () => {
    const input = { ...unbilled(), billsIn: { 1: 'arrears' } as const };
    const since = creation(input, { countedSince: '2026-10-20' });
    const wish = newLine({ firstBilledDay: '2026-11-01' });
    const facts = { line: composedOf(input, 'Acme'), today: input.today, ownCurrency: 'USD' };
    const draft = newLineDraft(facts, since, wish);
    if ('kind' in draft) throw new Error(draft.code);
    expect(cautionsOf(draft, since, input.today).map(({ id }) => id)).toEqual([
      'decisions.create.day-begun',
      'decisions.create.whole-period',
    ]);
    expect(newLineDraft(facts, creation(input), wish)).toMatchObject({ code: 'FirstDayNotOffered' });
  });
});

describe('RULES 16: a line of the same seats that has ended', () => {
  it.each([
    ['through 15 November', '2026-11-15', ['2026-12-01', '2026-11-24', '2027-01-01', '2027-02-01']],
    ['before the period that runs', '2026-10-31', ['2026-12-01', '2026-11-01', '2026-11-24', '2027-01-01', '2027-02-01']],
  ])('is followed by days after it: %s', (_, cancelledDate, days) => {
    const input = { ...unbilled(), billsIn: { 1: 'arrears' } as const };
    const ended = { ...input, lines: input.lines.map((line) => ({ ...line, cancelledDate })) };
    const facts = creation(ended, { countedSince: '2026-10-20' });
    const offered = daysOf(facts.agreements[0]!, facts, input.today);
    expect('length' in offered && offered.map(({ day }) => day)).toEqual(days);
  }); // prettier-ignore
});

const span = (accountId: string, seats: number, firstDay: string, lastDay: string) => ({
  accountId,
  seats,
  byStatus: { active: seats },
  firstDay,
  lastDay,
});
type Seats = Readonly<Record<string, number>>;
const active = (byStatus: Seats) => byStatus['active'] ?? 0;
const everySeat = { unitsOn: active, changes: [] };

describe('the history of counts', () => {
  const spans = [
    span('a', 5, '2026-09-01', '2026-10-20'),
    span('a', 0, '2026-10-21', '2026-11-24'),
    span('b', 0, '2026-09-01', '2026-09-30'),
    span('b', 3, '2026-10-01', '2026-10-10'),
    span('b', 0, '2026-10-11', '2026-11-24'),
  ];

  it('says the last day on which all accounts together had seats', () => {
    expect(lastCountedDay(spans, everySeat)).toBe('2026-10-20');
    // Five are free: the last day with more of them is that of both.
    const fiveFree = { unitsOn: (byStatus: Seats) => Math.max(0, active(byStatus) - 5), changes: [] };
    expect(lastCountedDay(spans, fiveFree)).toBe('2026-10-10');
    expect(lastCountedDay([span('b', 0, '2026-09-01', '2026-11-24')], everySeat)).toBeNull();
  });

  it('counts seats that were removed within the day', () => {
    const within = [
      span('a', 5, '2026-11-01', '2026-11-20'),
      span('a', 0, '2026-11-20', '2026-11-24'),
      span('b', 0, '2026-11-20', '2026-11-24'),
    ];
    for (const its of [within, within.toReversed()])
      expect(lastCountedDay(its, everySeat)).toBe('2026-11-20');
  });

  it('counts up to the day before a rule that bills nothing any more', () => {
    const untilThe15th = {
      unitsOn: (byStatus: Seats, day: string) => (day < '2026-11-15' ? active(byStatus) : 0),
      changes: ['2026-11-15', '2027-01-01'],
    };
    expect(lastCountedDay([span('a', 5, '2026-09-01', '2026-11-24')], untilThe15th)).toBe('2026-11-14');
  });

  it('says since when there have been seats without a break', () => {
    expect(countedSince(spans)).toBeNull();
    expect(countedSince([...spans, span('a', 2, '2026-11-25', '2026-11-26')])).toBe('2026-11-25');
    expect(countedSince([span('a', 2, '2026-11-05', '2026-11-06'), span('a', 4, '2026-11-07', '2026-11-09')])).toBe('2026-11-05');
    const again = [span('a', 4, '2026-11-01', '2026-11-20'), span('a', 0, '2026-11-20', '2026-11-20'), span('a', 4, '2026-11-20', '2026-11-24')];
    for (const its of [again, again.toReversed()]) expect(countedSince(its)).toBe('2026-11-20');
  }); // prettier-ignore
});

const orphaned = (line: object = {}): CompositionInput =>
  inAdvance(customerAlone({ name: 'Acme', seats: [0], lines: [{ quantity: '9', ...line }] }));

const ending = (input: CompositionInput, more: Partial<EndingFacts> = {}): EndingFacts => ({
  customer: 'Acme',
  lines: new Map(input.lines.map((line) => [line.id, line])),
  lastCounted: '2026-11-20',
  isReadTwice: true,
  sibling: null,
  ...more,
});

const end = (
  input: CompositionInput,
  wish: Partial<NonNullable<DecisionWish['end']>> = {},
  facts: Partial<DecisionFacts> = {},
  reason: string | null = 'the contract was canceled',
) =>
  decide(
    input,
    'Acme',
    {
      decision: 'end',
      end: { psaLineId: lineOf('Acme'), lastBilledDay: null, customer: 'Acme', ...wish },
      reason,
    },
    { mayEnd: true, ending: ending(input), ...facts },
  );

describe('RULES 17: ending a line', () => {
  it('names the last billed day with its reason', () => {
    expect(end(orphaned())).toMatchObject({
      kind: 'approved',
      change: {
        decision: 'end',
        change: { kind: 'end-line', lastBilledDay: '2026-11-30' },
        before: '9',
        after: '0',
        countOn: 0,
        billingTarget: 'from-day',
        period: { invoiceDate: '2026-12-01' },
        effectPerMonth: '-36',
        whyLastDay: { id: 'decisions.end.why-invoiced' },
      },
    });
    const inArrears = { ...orphaned(), billsIn: { 1: 'arrears' } as const };
    expect(end(inArrears)).toMatchObject({
      change: { change: { lastBilledDay: '2026-11-30' }, whyLastDay: { id: 'decisions.end.why-counted' } },
    });
    expect(end(inArrears, { lastBilledDay: '2026-10-31' })).toMatchObject({
      change: { change: { lastBilledDay: '2026-10-31' }, whyLastDay: { id: 'decisions.end.why-chosen' } },
    });
    expect(end(orphaned({ minimum: '20' }))).toMatchObject({ change: { effectPerMonth: '-80' } });
  });

  it('binds the day after as the canceled date where the PSA does not bill that day', () => {
    expect(end({ ...orphaned(), canceledDay: 'not-billed' })).toMatchObject({
      change: { change: { lastBilledDay: '2026-11-30', canceledDate: '2026-12-01' } },
    });
    expect(end(orphaned())).not.toHaveProperty('change.change.canceledDate');
  });

  it.each<[string, Parameters<typeof end>, string]>([
    ['an approver', [orphaned(), {}, { mayEnd: false }], 'RoleTooSmall'],
    ['write-back is off', [orphaned(), {}, { writeBackEnabled: false }], 'WriteBackOff'],
    ['another customer’s name', [orphaned(), { customer: 'Acme Inc' }], 'CustomerNotConfirmed'],
    ['no reason', [orphaned(), {}, {}, ' '], 'ReasonRequired'],
    ['a day that was invoiced', [orphaned(), { lastBilledDay: '2026-10-31' }], 'LastDayNotOffered'],
    ['another line', [orphaned(), { psaLineId: 'line-9' }], 'LineNotInGroup'],
    ['a line that ends already', [orphaned({ cancelledDate: '2026-12-31' })], 'LineScheduled'],
    ['a change that waits', [orphaned(), {}, { liveState: 'queued' }], 'WriteWaiting'],
    ['it is not known how it bills', [{ ...orphaned(), billsIn: {} }], 'BillingTargetNotSet'],
    ['the customer has seats', [inAdvance(customerAlone({ name: 'Acme', seats: [9], lines: [{ quantity: '9' }] }))], 'NothingToEnd'],
  ])('is rejected: %s', (_name, asked, expected) => {
    expect(code(end(...asked))).toBe(expected);
  }); // prettier-ignore

  it('ends a duplicate once the other line bills all units', () => {
    const twice = (other: string): CompositionInput =>
      inAdvance(
        new ScenarioBuilder()
          .customer({ name: 'Acme', seats: [9], lines: [{ quantity: other }, { quantity: '9' }] })
          .input([choice('Acme', lineOf('Acme', 1), 'duplicate'), choice('Acme', lineOf('Acme'), 'counts')]),
      );
    const ofDuplicates = (input: CompositionInput) => {
      const sibling = composedOf(input, 'Acme');
      const groupKey = groupOf('Acme').replace('company:', 'duplicate:');
      const line = { ...sibling, kind: 'billed-twice' as const, groupKey, flags: [] };
      return end(input, { psaLineId: lineOf('Acme', 1) }, { line, changeable: duplicates(input), ending: ending(input, { sibling }) });
    };
    expect(code(ofDuplicates(twice('9')))).toBe('approved');
    expect(code(ofDuplicates(twice('8')))).toBe('NothingToEnd');
  }); // prettier-ignore
});

const duplicates = (input: CompositionInput) =>
  changeableLines(input).get(groupOf('Acme').replace('company:', 'duplicate:'))!;
