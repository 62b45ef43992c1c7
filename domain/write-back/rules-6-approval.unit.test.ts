import { message } from '../../messages/message.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { fieldValue } from '../decisions/line-fields.ts';
import type { PsaAgreement, PsaCompany, PsaLine } from '../psa-facts.ts';
import type { CompositionInput, LineChoice, IncludedAnswer } from '../usage/composition.ts';
import {
  choice,
  customerAlone,
  lineOf,
  withAnswer,
  withSeats,
  withoutCheckOnMany,
} from '../comparison/customers.fixture.ts';
import type { BillingRule, RuleTerms } from '../billing-rules/billing-rule.ts';
import type { ApprovalBinding } from '../decisions/approval.ts';
import { expiryOf } from '../decisions/approval.ts';
import type { BillsIn } from '../usage/billing-target.ts';
import {
  approve,
  composedOf,
  inAdvance,
  presentFacts,
  sameSnapshot,
  whileWaiting,
} from './approvals.fixture.ts';
import { approvalEnd } from './status.ts';
import { countAtSending } from './count-at-sending.ts';
import { boundFacts, approvedSnapshot, type ApprovedSnapshot } from '../decisions/snapshot.ts';
import { snapshotDifferences } from './snapshot-differences.ts';

const acme = (choices: readonly LineChoice[] = []): CompositionInput => {
  const input = customerAlone(
    {
      name: 'Acme',
      seats: [12],
      lines: [{ quantity: '7', unitPrice: '12.50', lessIncluded: '0' }, { quantity: '3' }],
    },
    choices,
  );
  return inAdvance(withoutCheckOnMany(input));
};
const target = [choice('Acme', lineOf('Acme', 0), 'target')];

const input = acme(target);
const bound = approve(input, 'Acme');

const withLine = (change: Partial<PsaLine>, id = bound.psaLineId, scenario = input): CompositionInput => ({
  ...scenario,
  lines: scenario.lines.map((line) => (line.id === id ? { ...line, ...change } : line)),
});

const withAgreement = (change: Partial<PsaAgreement>, scenario = input): CompositionInput => ({
  ...scenario,
  agreements: scenario.agreements.map((agreement) => ({ ...agreement, ...change })),
});

const withCompany = (change: Partial<PsaCompany>): CompositionInput => ({
  ...input,
  companies: input.companies.map((company) => ({ ...company, ...change })),
});

const inArrears = Object.fromEntries(
  Object.keys(input.billsIn).map((type): [string, BillsIn] => [type, 'arrears']),
);

const endIn = (scenario: CompositionInput, approval: ApprovalBinding = bound) =>
  approvalEnd(approval, presentFacts(whileWaiting(scenario, approval), approval));

/** As rows come back from a `jsonb` column: keys in another order. */
const stored = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(stored) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, each]) => [key, stored(each)])) as T;
};

describe('RULES 6: a queued approval stands', () => {
  it('while nothing of what it binds changed', () => {
    expect(endIn(input)).toBeNull();
  });

  it('when it comes back from the database with its keys in another order', () => {
    expect(endIn(input, stored(bound))).toBeNull();
  });

  it.each<[string, CompositionInput]>([
    [
      'numbers written in another way',
      withLine({ quantity: '7.00', unitPrice: '12.5', lessIncluded: '0.00' }),
    ],
    ['a new count', { ...input, accounts: input.accounts.map((account) => withSeats(account, 20)) }],
    ['a new description or time of change', withLine({ description: 'x', lastUpdated: input.now })],
    ['another agreement name', withAgreement({ name: 'Renamed' })],
    [
      'a neighbor that was history anyway',
      {
        ...input,
        lines: [...input.lines, { ...input.lines[1]!, id: 'old', cancelledDate: '2026-01-02' }],
      },
    ],
    [
      'the quantity that was approved, all else equal: nothing is left to send',
      withLine({ quantity: bound.after }),
    ],
  ])('after %s', (_, scenario) => {
    expect(endIn(scenario)).toBeNull();
  });
});

describe('RULES 6: stale, with the field that differs', () => {
  const neighbor = lineOf('Acme', 1);
  const others = input.lines.filter(({ id }) => id !== neighbor);
  it.each<[string, CompositionInput, string]>([
    ['product', withLine({ productId: '2' }), 'product product 1 (1) → product 2 (2)'],
    ['quantity', withLine({ quantity: '8' }), 'quantity 7 → 8'],
    ['quantity gone', withLine({ quantity: null }), 'quantity 7 → none'],
    [
      'billing option',
      withLine({ billable: false, billCustomer: 'NoCharge' }),
      'billing option Billable → NoCharge',
    ],
    ['unit price', withLine({ unitPrice: '12.51' }), 'unit price 12.5 → 12.51'],
    ['less included', withLine({ lessIncluded: '5' }), 'less included 0 → 5'],
    ['effective date', withLine({ effectiveDate: '2026-02-01' }), 'effective date Jan 1, 2026 → Feb 1, 2026'],
    ['canceled date', withLine({ cancelledDate: '2026-12-31' }), 'canceled date none → Dec 31, 2026'],
    ['line canceled', withLine({ cancelledDate: '2026-11-20' }), 'billing yes → no'],
    ['parent', withAgreement({ parentAgreementId: '9' }), 'parent of the agreement none → agreement 9 (9)'],
    [
      'parent that is listed',
      withAgreement({ parentAgreementId: input.agreements[0]!.id }),
      `parent of the agreement none → agreement ${input.agreements[0]!.id} (${input.agreements[0]!.id})`,
    ],
    [
      'company that is listed',
      withAgreement({ companyId: 'co-other', companyName: 'Other Ltd' }),
      'company of the agreement company co-acme (co-acme) → company co-other (co-other)',
    ],
    ['type', withAgreement({ typeId: '9', typeName: 'Support' }), ' → Support (9)'],
    [
      'answer for its type',
      { ...input, billsIn: inArrears },
      'billing of the agreement in advance → in arrears',
    ],
    ['company in the recycle bin', withCompany({ deleted: true }), 'company deleted no → yes'],
    [
      'company that is billed',
      withCompany({ billToCompanyId: 'co-head' }),
      'company that receives the invoices the company itself → company co-head (co-head)',
    ],
    ['status', withAgreement({ status: 'Expired' }), 'status of the agreement Active → Expired'],
    ['agreement canceled', withAgreement({ over: 'canceled' }), 'cancellation of the agreement no → yes'],
    ['end date', withAgreement({ endDate: '2027-01-01' }), 'end date of the agreement none → Jan 1, 2027'],
    [
      'cycle',
      withAgreement({ billingCycle: { name: 'Quarterly', months: 3, days: null, never: false } }),
      'billing cycle of the agreement Monthly → Quarterly',
    ],
    [
      'a neighbor added',
      { ...input, lines: [...input.lines, { ...input.lines[1]!, id: 'new', quantity: '4' }] },
      'line new new (quantity 4)',
    ],
    ['a neighbor gone', { ...input, lines: others }, `line ${neighbor} missing (quantity 3)`],
    ['a neighbor edited', withLine({ quantity: '5' }, neighbor), `quantity of line ${neighbor}: 3 → 5`],
    [
      'both edited so that the sum stays',
      withLine({ quantity: '5' }, neighbor, withLine({ quantity: '5' })),
      `quantity 7 → 5 and quantity of line ${neighbor}: 3 → 5`,
    ],
    ['approved value, but another price', withLine({ quantity: '9', unitPrice: '1' }), 'unit price 12.5 → 1'],
  ])('%s', (_, scenario, detail) => {
    const end = endIn(scenario);
    expect(end).toMatchObject({ state: 'stale', code: 'SnapshotChanged' });
    expect(rendered(end!.detail)).toContain(detail);
  });

  it('the line was deleted in the PSA', () => {
    const scenario = { ...input, lines: input.lines.filter(({ id }) => id !== bound.psaLineId) };
    expect(endIn(scenario)).toMatchObject({
      state: 'stale',
      code: 'LineGone',
      detail: message('write-back.ended.line-gone', { line: bound.psaLineId }),
    });
  });

  it('its agreement went to another company, which a role given by a person hides from nobody', () => {
    const elsewhere = { companyId: 'co-other' };
    const end = endIn(withAgreement(elsewhere));
    expect(end?.state).toBe('stale');
    expect(rendered(end!.detail)).toContain('company of the agreement company co-acme');
    const plain = approve(acme(), 'Acme', { targetPsaLineId: lineOf('Acme', 0) });
    expect(endIn(withAgreement(elsewhere, acme()), plain)).toMatchObject({
      state: 'stale',
      code: 'LineGone',
    });
  });

  it('a neighbor with a role was deleted: no person changed the choice', () => {
    const roles = [...target, choice('Acme', neighbor, 'counts')];
    const approval = approve(acme(roles), 'Acme');
    expect(endIn({ ...acme(roles), lines: others }, approval)).toMatchObject({
      state: 'stale',
      code: 'SnapshotChanged',
    });
  });

  it('the invoice it was approved for was made, or moved', () => {
    expect(endIn(withAgreement({ nextInvoiceDate: '2027-01-01' }))).toMatchObject({
      state: 'stale',
      code: 'InvoiceChanged',
    });
    const after = approve(input, 'Acme', { billingTarget: 'invoice-after' });
    expect(endIn(withAgreement({ nextInvoiceDate: '2027-01-01' }), after)).toBeNull();
    expect(endIn(withAgreement({ nextInvoiceDate: '2026-11-30' }), after)).toMatchObject({
      code: 'InvoiceChanged',
    });
  });
});

describe('RULES 6: void', () => {
  const canceled = (code: string) => expect.objectContaining({ state: 'canceled', code }) as unknown;

  it('when an account was unmapped, added, marked or excluded', () => {
    const accounts = input.accounts;
    const scenarios = [
      accounts.map((account) => ({ ...account, mapping: { state: 'unmapped' as const } })),
      accounts.map((account) => ({ ...account, mark: 'internal' as const })),
      accounts.map((account) => ({ ...account, mapping: { state: 'excluded' as const, reason: 'x' } })),
      [...accounts, { ...accounts[0]!, id: 'second' }],
    ];
    for (const each of scenarios)
      expect(endIn({ ...input, accounts: each })).toEqual(canceled('MappingChanged'));
  });

  it('when the choice of lines changed, also by a first role', () => {
    const scenarios = [
      acme(),
      acme([choice('Acme', lineOf('Acme', 1), 'target')]),
      acme([...target, choice('Acme', lineOf('Acme', 1), 'other-purpose')]),
    ];
    for (const scenario of scenarios) expect(endIn(scenario)).toEqual(canceled('MappingChanged'));
  });

  describe('what the free units of a line are', () => {
    const withFree = (free: IncludedAnswer) =>
      inAdvance(
        customerAlone({ name: 'Acme', seats: [33], lines: [{ quantity: '30', lessIncluded: '5', free }] }),
      );
    const said = withFree('part');
    const approval = approve(said, 'Acme');

    it('stands while the answer does', () => {
      expect(endIn(said, approval)).toBeNull();
      expect(endIn(said, stored(approval))).toBeNull();
    });

    it('another answer is a changed mapping', () => {
      expect(endIn(withAnswer(said, 'Acme', 'beside'), approval)).toEqual(canceled('MappingChanged'));
    });

    it('another number of them in the PSA is a changed snapshot: no person changed an answer', () => {
      expect(endIn(withLine({ lessIncluded: '6' }, approval.psaLineId, said), approval)).toMatchObject({
        state: 'stale',
        code: 'SnapshotChanged',
        detail: message('write-back.changed-since-approval', {
          differences: [
            message('write-back.difference', {
              field: message('write-back.field.less-included'),
              before: fieldValue('lessIncluded', '5'),
              after: fieldValue('lessIncluded', '6'),
            }),
          ],
        }),
      });
    });
  });

  it('when the product of the line is mapped no longer', () => {
    expect(endIn({ ...input, mappedProductIds: ['2', '3'] })).toEqual(canceled('MappingChanged'));
  });

  it('when it was approved under other rules', () => {
    expect(endIn(input, { ...bound, ruleVersion: bound.ruleVersion - 1 })).toEqual(canceled('RulesChanged'));
  });

  it('45 days after the approval, to the second, in whatever form the instant is written', () => {
    const at = (now: string) => endIn({ ...input, now });
    expect(at('2027-01-08T08:09:59.999Z')?.code).not.toBe('ApprovalExpired');
    expect(at('2027-01-08T08:10:00.000Z')).toEqual(canceled('ApprovalExpired'));
    expect(at('2027-01-08T09:10:00+01:00')).toEqual(canceled('ApprovalExpired'));
  });

  it('before stale: a changed mapping explains every other difference', () => {
    const scenario = { ...withLine({ quantity: '1' }), accounts: [] };
    expect(endIn({ ...scenario, lines: [] })).toEqual(canceled('MappingChanged'));
    expect(endIn(scenario)).toEqual(canceled('MappingChanged'));
  });
});

describe('RULES 6: how long an approval is good', () => {
  it('next-invoice: 45 days', () => {
    expect(expiryOf('2026-11-24T08:00:00.000Z', 'next-invoice', '2027-06-01')).toBe(
      '2027-01-08T08:00:00.000Z',
    );
  });

  it('invoice-after: 14 days after N where that is later, to the end of that day everywhere on earth', () => {
    const ofEnd = expiryOf('2026-11-24T08:00:00.000Z', 'from-day', '2027-10-01', '2028-10-01');
    expect(ofEnd).toBe('2028-10-16T12:00:00.000Z');
    expect(expiryOf('2026-11-24T08:00:00.000Z', 'invoice-after', '2026-12-01')).toBe(
      '2027-01-08T08:00:00.000Z',
    );
    expect(expiryOf('2026-11-24T08:00:00.000Z', 'invoice-after', '2027-06-01')).toBe(
      '2027-06-16T12:00:00.000Z',
    );
  });
});

describe('RULES 13: the billing rule of an approval', () => {
  const rule = (change: Partial<BillingRule> = {}): BillingRule => ({
    id: 'a', version: 1, scope: { kind: 'everything' }, terms: { minimum: 15 }, source: 'MSA', from: '2026-12-01', to: null, ...change,
  }); // prettier-ignore
  const own = (from: string) => rule({ id: 'b', scope: { kind: 'line', id: bound.psaLineId }, from });
  const under = (...rules: readonly BillingRule[]): CompositionInput => ({ ...input, rules });
  const ruled = approve(under(rule()), 'Acme');
  const changed = { state: 'canceled', code: 'BillingRuleChanged' };

  it('is void where another billing rule applies on its first billed day', () => {
    expect(endIn(under(rule({ version: 2, terms: { minimum: 16 } })), ruled)).toMatchObject(changed);
    expect(endIn(under(), ruled)).toMatchObject(changed);
    expect(endIn(under(rule(), own('2026-12-01')), ruled)).toMatchObject(changed);
    expect(endIn(under(rule()), bound)).toMatchObject(changed);
  });

  it('stands where rules of other days change, and as a revert', () => {
    expect(ruled).toMatchObject({ before: '7', after: '12', evidence: { composed: { rule: { applied: { units: 15 } } } } });
    expect(endIn(under(rule()), ruled)).toBeNull();
    expect(endIn(under(rule({ to: '2026-12-01' }), own('2026-12-02')), ruled)).toBeNull();
    expect(endIn(under(rule({ from: '2026-01-01', to: '2026-11-30' })), bound)).toBeNull();
    expect(endIn(under(), { ...ruled, decision: 'revert' })).toBeNull();
  }); // prettier-ignore
});

describe('RULES 6: a new count, at sending', () => {
  const at = (approval: ApprovalBinding, seats: number | null) => {
    const accounts = input.accounts.map((account) =>
      seats === null ? { ...account, lastComplete: null } : withSeats(account, seats),
    );
    return countAtSending(approval, composedOf(whileWaiting({ ...input, accounts }, approval), 'Acme'));
  };
  const decrease = approve(
    { ...input, accounts: input.accounts.map((account) => withSeats(account, 9)) },
    'Acme',
  );

  it.each([
    ['an increase on the same count', bound, 12, null],
    ['an increase on more', bound, 13, null],
    ['an increase on fewer', bound, 11, 'CountChanged'],
    ['a decrease on the same count', decrease, 9, null],
    ['a decrease on fewer', decrease, 8, null],
    ['a decrease on none', decrease, 0, 'CountChanged'],
    ['a decrease on more', decrease, 10, 'CountChanged'],
  ] as const)('%s', (_, approval, seats, code) => {
    expect(at(approval, seats)?.valueOf() ?? null).toEqual(
      code === null ? null : expect.objectContaining({ state: 'stale', code }),
    );
  });

  const counted = (approval: ApprovalBinding, terms: RuleTerms, units: number): ApprovalBinding => {
    const rule = { id: 'r', version: 1, scope: { kind: 'everything' }, source: 'MSA', from: '2026-01-01', to: null } as const;
    const { composed, period } = approval.evidence;
    const under = { day: '2026-12-01', applied: { ...rule, terms, units, steps: [] } };
    return { ...approval, evidence: { composed: { ...composed, rule: under }, period } };
  }; // prettier-ignore

  it.each([
    ['an increase to a minimum on fewer seats', bound, { minimum: 12 }, 12, 11, null],
    ['an increase to a minimum on no seats', bound, { minimum: 12 }, 12, 0, 'CountChanged'],
    ['an increase on fewer packs', bound, { ratio: { per: 4, round: 'down' } }, 3, 11, 'CountChanged'],
    ['an increase by its commitment on fewer seats', bound, { commitment: { units: 12, decreaseFrom: '2026-12-02' } }, 12, 1, null],
    ['an increase after its commitment on fewer seats', bound, { commitment: { units: 12, decreaseFrom: '2026-12-01' } }, 12, 11, 'CountChanged'],
    ['a decrease to a maximum on more seats', decrease, { maximum: 9 }, 9, 50, null],
    ['a decrease on seats that are not billed', decrease, { excludeStatuses: ['active'] }, 0, 50, null],
    ['a decrease to a minimum on no seats', decrease, { minimum: 9 }, 9, 0, 'CountChanged'],
    ['a decrease to seats that are not billed on no seats', decrease, { excludeStatuses: ['active'] }, 0, 0, 'CountChanged'],
    ['a decrease on more packs', decrease, { ratio: { per: 3, round: 'up' } }, 3, 10, 'CountChanged'],
  ] as const)('by the units of its billing rule: %s', (_, approval, terms, units, seats, code) => {
    expect(at(counted(approval, terms, units), seats)?.valueOf() ?? null).toEqual(
      code === null ? null : expect.objectContaining({ state: 'stale', code }),
    );
  }); // prettier-ignore

  it('waits while the group has no complete count', () => {
    expect(at(bound, null)).toBe('wait');
    expect(at(counted(bound, { fixed: { units: 12 } }, 12), null)).toBe('wait');
    expect(at(decrease, null)).toBe('wait');
  });

  it('a proof of the write right changes nothing, so no count speaks against it', () => {
    expect(at({ ...bound, decision: 'prove', after: bound.before }, null)).toBeNull();
  });
});

describe('RULES 8: a revert is a new approval under all rules', () => {
  const done = withLine({ quantity: bound.after });
  const revert: ApprovalBinding = {
    ...bound,
    decision: 'revert',
    before: bound.after,
    after: bound.before,
    snapshot: approvedSnapshot(composedOf(done, 'Acme'), bound.psaLineId, boundFacts(done))!,
  };

  it('stands until the invoice that the change landed on was made', () => {
    expect(endIn(done, revert)).toBeNull();
    expect(endIn(withAgreement({ nextInvoiceDate: '2027-01-01' }, done), revert)).toMatchObject({
      state: 'stale',
      code: 'InvoiceChanged',
    });
  });

  it('goes stale by an edit after the change, like any approval', () => {
    expect(endIn(withLine({ quantity: '11' }), revert)).toMatchObject({ code: 'SnapshotChanged' });
  });

  const atSending = (seats: number, approval = revert) => {
    const accounts = input.accounts.map((account) => withSeats(account, seats));
    return countAtSending(approval, composedOf({ ...done, accounts }, 'Acme'));
  };

  it('as a decrease it goes back to review on a higher count than it was approved on', () => {
    expect(atSending(13)).toMatchObject({ code: 'CountChanged' });
  });

  it('compares seats, whatever rule its line is under: it follows none', () => {
    const rules = [
      { id: 'r', version: 1, scope: { kind: 'everything' }, terms: { minimum: 25 }, source: 'MSA', from: '2026-01-01', to: null },
    ] as const;
    const composed = composedOf({ ...done, rules }, 'Acme');
    expect(composed.rule?.applied).toMatchObject({ units: 25 });
    const underMinimum = { ...revert, evidence: { ...revert.evidence, composed } };
    expect(atSending(13, underMinimum)).toMatchObject({ code: 'CountChanged' });
    expect(atSending(12, underMinimum)).toBeNull();
  }); // prettier-ignore
});

describe('RULES 6: the stamp', () => {
  const { snapshot } = bound;
  it('is equal to itself, also after it was stored', () => {
    expect(sameSnapshot(snapshot, stored(snapshot))).toBe(true);
    expect(snapshotDifferences(snapshot, stored(snapshot))).toEqual([]);
  });

  it('is missing for a line that is not of the group', () => {
    expect(approvedSnapshot(composedOf(input, 'Acme'), 'other', boundFacts(input))).toBeNull();
  });

  it('every field makes it differ, but not the names behind the ids', () => {
    const changed: ApprovedSnapshot[] = [];
    const compared = (source: ApprovedSnapshot['line']) =>
      (Object.keys(source) as (keyof ApprovedSnapshot['line'])[]).filter(
        (field) => field !== 'productIdentifier' && field !== 'agreementName',
      );
    const renamed = { ...snapshot.line, productIdentifier: 'DUO-NEW', agreementName: 'New name' };
    expect(sameSnapshot(snapshot, { ...snapshot, line: renamed })).toBe(true);
    for (const field of compared(snapshot.line))
      if (field !== 'psaLineId') changed.push({ ...snapshot, line: { ...snapshot.line, [field]: '77' } });
    const names = { companyName: 'New Ltd', parentAgreementName: 'New parent', typeName: 'New type' };
    expect(sameSnapshot(snapshot, { ...snapshot, agreement: { ...snapshot.agreement, ...names } })).toBe(
      true,
    );
    const fields = Object.keys(snapshot.agreement) as (keyof ApprovedSnapshot['agreement'])[];
    for (const field of fields.filter((each) => !(each in names)))
      changed.push({ ...snapshot, agreement: { ...snapshot.agreement, [field]: '77' } });
    const [neighbor] = snapshot.neighbors;
    for (const field of compared(neighbor!))
      changed.push({ ...snapshot, neighbors: [{ ...neighbor!, [field]: '77' }] });
    const company = snapshot.company!;
    const renamedPayer = { ...company, billToCompanyName: 'New payer' };
    expect(sameSnapshot(snapshot, { ...snapshot, company: renamedPayer })).toBe(true);
    changed.push({ ...snapshot, company: { ...company, deleted: true } });
    changed.push({ ...snapshot, company: { ...company, billToCompanyId: '77' } });
    expect(changed).toHaveLength(10 + 8 + 11 + 2);
    expect(changed.filter((each) => sameSnapshot(snapshot, each))).toEqual([]);
  });
});
