import { message } from '../../messages/message.ts';
import type { BillingRule } from '../billing-rules/billing-rule.ts';
import type { PsaLine } from '../psa-facts.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { accountOf, choice, customerAlone, lineOf, withSeats } from '../comparison/customers.fixture.ts';
import { type ApprovalBinding, boundMapping } from '../decisions/approval.ts';
import { approve, composedOf, inAdvance, presentFacts, whileWaiting } from './approvals.fixture.ts';
import { approvalEnd } from './status.ts';
import { countAtSending } from './count-at-sending.ts';

const input = inAdvance(
  customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '7' }, { quantity: '3' }] }, [
    choice('Acme', lineOf('Acme', 0), 'target'),
  ]),
);
const bound = approve(input, 'Acme');

const withLine = (change: Partial<PsaLine>): CompositionInput => ({
  ...input,
  lines: input.lines.map((line) => (line.id === bound.psaLineId ? { ...line, ...change } : line)),
});
const endIn = (scenario: CompositionInput, approval: ApprovalBinding) =>
  approvalEnd(approval, presentFacts(whileWaiting(scenario, approval), approval));

describe('RULES 6: where the rows may know less than was sent', () => {
  const seen = '2026-09-01T08:00:00Z';
  const later = '2026-11-23T08:00:00Z';
  const careful = (lastUpdated: string | null): ApprovalBinding => ({
    ...bound,
    mustBeUntouched: true,
    lastUpdated,
  });

  it.each<[string, string | null, string | null]>([
    ['nobody touched since', seen, seen],
    ['shows the same moment, written otherwise', seen, '2026-09-01T08:00:00.000Z'],
  ])('an approval of a line that %s stands', (_, atApproval, now) => {
    expect(endIn(withLine({ lastUpdated: now }), careful(atApproval))).toBeNull();
  });

  it.each<[string, string | null, string | null]>([
    ['was touched since', seen, later],
    ['says no longer when', seen, null],
    ['did not say when at the approval', null, seen],
    ['never said when', null, null],
  ])('one of a line that %s goes back to people', (_, atApproval, now) => {
    const said = (at: string | null) =>
      at === null ? message('write-back.value.not-given') : message('write-back.value.instant', { at });
    expect(endIn(withLine({ lastUpdated: now }), careful(atApproval))).toEqual({
      state: 'stale',
      code: 'SnapshotChanged',
      detail: message('write-back.ended.touched', { approved: said(atApproval), now: said(now) }),
    });
  });

  it('the approved value needs no such proof, nor does an approval made on rows that know everything', () => {
    expect(endIn(withLine({ quantity: bound.after, lastUpdated: later }), careful(seen))).toBeNull();
    expect(endIn(withLine({ lastUpdated: later }), { ...bound, lastUpdated: seen })).toBeNull();
  });
});

describe('RULES 13: where another billing rule applies on the first day that the change bills', () => {
  const rule = {
    id: 'rule',
    version: 1,
    scope: { kind: 'product', id: bound.snapshot.line.productId },
    terms: { minimum: 15 },
    source: 'MSA',
    from: '2026-01-01',
    to: null,
  } as const;
  const underRule = approve({ ...input, rules: [rule] }, 'Acme');
  const other = (more: Partial<BillingRule>): BillingRule => ({ ...rule, id: 'other', ...more });
  const codeUnder = (rules: readonly BillingRule[], approval = underRule) =>
    endIn({ ...input, rules }, approval)?.code ?? null;

  it.each<[string, readonly BillingRule[]]>([
    ['was corrected to other terms', [{ ...rule, version: 2, terms: { minimum: 16 } }]],
    ['was ended before that day', [{ ...rule, version: 2, to: '2026-11-30' }]],
    ['was withdrawn', []],
    ['gives way to a more specific one', [rule, other({ scope: { kind: 'line', id: bound.psaLineId } })]],
  ])('an approval whose rule %s is void', (_, rules) => {
    expect(codeUnder(rules)).toBe('BillingRuleChanged');
  });

  it.each<[string, readonly BillingRule[]]>([
    ['a less specific one', [rule, other({ scope: { kind: 'everything' } })]],
    ['one of another line', [rule, other({ scope: { kind: 'line', id: lineOf('Acme', 1) } })]],
    [
      'one that begins later',
      [rule, other({ scope: { kind: 'line', id: bound.psaLineId }, from: '2030-01-01' })],
    ],
  ])('%s changes nothing', (_, rules) => {
    expect(codeUnder(rules)).toBeNull();
  });

  it.each<[string, Partial<BillingRule>]>([
    ['ends long after that day', { to: '2028-12-31' }],
    ['ends on that day', { to: '2026-12-01' }],
    ['names another source', { source: 'MSA, amended' }],
    ['was corrected to a wider scope', { scope: { kind: 'everything' } }],
  ])('an approval stands whose rule %s', (_, more) => {
    expect(codeUnder([{ ...rule, ...more, version: 2 }])).toBeNull();
  });

  it('terms are the same however their row orders them', () => {
    const terms = { ...rule.terms, free: 1 };
    const approval = approve({ ...input, rules: [{ ...rule, terms }] }, 'Acme');
    expect(codeUnder([{ ...rule, terms: { free: 1, ...rule.terms }, version: 2 }], approval)).toBeNull();
  });

  it('an approval without a rule is void once one applies, but no revert and no proof', () => {
    expect(codeUnder([rule], bound)).toBe('BillingRuleChanged');
    for (const decision of ['revert', 'prove'] as const)
      expect(codeUnder([rule], { ...bound, decision })).toBeNull();
  });
});

describe('RULES 2, 7: at sending', () => {
  const evaluated = (scenario: CompositionInput) =>
    countAtSending(bound, composedOf(whileWaiting(scenario, bound), 'Acme'));
  const account = input.accounts[0]!;

  it('waits while the count is too old, and while the newest reading failed', () => {
    expect(evaluated({ ...input, now: '2026-11-26T08:10:00.000Z' })).toBe('wait');
    const failed = { outcome: 'failed', code: 'VendorTimeout', at: input.now } as const;
    expect(evaluated({ ...input, accounts: [{ ...account, newestRead: failed }] })).toBe('wait');
  });

  it('waits for no check that speaks of a further decision', () => {
    const many = { ...input, accounts: [withSeats(account, 60)] };
    expect(composedOf(whileWaiting(many, bound), 'Acme').flags).toContainEqual(
      expect.objectContaining({ flag: 'held', check: 'jump' }),
    );
    expect(evaluated(many)).toBeNull();
  });

  it('the invoice is that of the line’s own agreement; a proof of the write right changes none', () => {
    const moved = {
      ...input,
      agreements: input.agreements.map((agreement) => ({ ...agreement, nextInvoiceDate: '2027-03-01' })),
    };
    expect(endIn(moved, bound)).toMatchObject({ code: 'InvoiceChanged' });
    expect(endIn(moved, { ...bound, decision: 'prove', after: bound.before })).toBeNull();
  });
});

describe('RULES 6: the mapping that an approval binds', () => {
  const composed = composedOf(
    customerAlone({
      name: 'Acme',
      seats: [5, 7],
      lines: [{ quantity: '4' }, { quantity: '5' }, { quantity: '3' }],
    }),
    'Acme',
  );
  const said = { answer: 'beside', reason: 'as the contract says' } as const;
  const [first, second, third] = composed.lines;
  const lines = [
    { ...third!, role: 'counts' as const, included: said },
    { ...first!, role: 'target' as const, included: said },
    { ...second!, role: null, included: null },
  ];

  it('is in the order of ids, whatever order the facts come in, and holds only what a person said', () => {
    const mapping = {
      accountIds: [accountOf('Acme', 0), accountOf('Acme', 1)],
      roles: [
        { psaLineId: lineOf('Acme', 0), role: 'target' },
        { psaLineId: lineOf('Acme', 2), role: 'counts' },
      ],
      included: [
        { psaLineId: lineOf('Acme', 0), answer: 'beside' },
        { psaLineId: lineOf('Acme', 2), answer: 'beside' },
      ],
    };
    expect(boundMapping({ ...composed, lines })).toEqual(mapping);
    const turned = { accounts: composed.accounts.toReversed(), lines: lines.toReversed() };
    expect(boundMapping({ ...composed, ...turned })).toEqual(mapping);
  });

  it('is another one once one of several accounts was exchanged for another', () => {
    const bound = approve(
      inAdvance(customerAlone({ name: 'Acme', seats: [5, 7], lines: [{ quantity: '11' }] })),
      'Acme',
    );
    const scenario = inAdvance(customerAlone({ name: 'Acme', seats: [5, 7], lines: [{ quantity: '11' }] }));
    expect(endIn(scenario, bound)).toBeNull();
    const [one, other] = scenario.accounts;
    const exchanged = { ...scenario, accounts: [one!, { ...other!, id: 'acc-new' }] };
    expect(endIn(exchanged, bound)).toMatchObject({ code: 'MappingChanged' });
  });
});
