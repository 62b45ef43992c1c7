import { canonicalApproval, canonicalJson, type SignedApproval, signedForm } from './signed-approval.ts';

const at = new Date('2026-11-24T10:00:00.000Z');

const line: SignedApproval = {
  tenantId: 't', integrationId: 'i', psa: 'connectwise', psaInstance: 'harbor', approvalId: 'a', id: 'l', decision: 'approve', groupKey: 'g',
  usageLineId: 'u', lineVersion: 3, companyId: 'c', vendorServiceId: 'v', agreementId: 'ag', psaLineId: 'p',
  productIdentifier: 'DUO-ESS', before: '10', after: '18', countOn: 18, billingTarget: 'next-invoice', invoiceDate: '2026-12-01',
  ruleVersion: 3, snapshot: { line: { unitPrice: '4' } }, evidence: { mapping: { accountIds: ['x'] } }, form: 3,
  lastUpdated: at, currency: 'USD', effectPerInvoice: '32', effectPerMonth: '32', reason: 'as agreed', actor: { kind: 'member', id: 'm' },
  approvedAt: at, expiresAt: at, reverts: 'r', change: 'set-quantity', newLine: null, lastBilledDay: null, canceledDate: null,
}; // prettier-ignore

const others: Readonly<Record<keyof SignedApproval, unknown>> = {
  ...line,
  ...Object.fromEntries(Object.entries(line).map(([field, value]) => [field, `${String(value)}9`])),
  before: '109',
  after: '189',
  effectPerInvoice: '329',
  effectPerMonth: null,
  snapshot: { line: { unitPrice: '49' } },
  evidence: { mapping: { accountIds: ['x', 'y'] } },
  actor: { kind: 'api-key', id: 'm' },
  lastUpdated: null,
  approvedAt: new Date(at.getTime() + 1),
  expiresAt: new Date(at.getTime() + 1),
};

describe('the signed form of an approved line', () => {
  it.each(Object.keys(line) as (keyof SignedApproval)[])('covers %s', (field) => {
    expect(canonicalApproval({ ...line, [field]: others[field] }, 3)).not.toBe(canonicalApproval(line, 3));
  });

  it('is the same for what the database gives back: equal numbers, keys in another order', () => {
    const stored = {
      ...line,
      before: '10.00',
      effectPerInvoice: '32.0',
      actor: { id: 'm', kind: 'member' } as const,
    };
    expect(canonicalApproval(stored, 1)).toBe(canonicalApproval(line, 1));
  });

  it('never changes: what is signed already must verify with every later version', () => {
    expect(canonicalApproval({ ...line, snapshot: {}, evidence: {} }, 1)).toBe(
      'seatwise approval 1|{"actor":{"id":"m","kind":"member"},"after":"18","agreementId":"ag","approvalId":"a","approvedAt":"2026-11-24T10:00:00.000Z","before":"10","billingTarget":"next-invoice","companyId":"c","countOn":18,"currency":"USD","decision":"approve","effectPerInvoice":"32","effectPerMonth":"32","evidence":{},"expiresAt":"2026-11-24T10:00:00.000Z","form":3,"groupKey":"g","id":"l","integrationId":"i","invoiceDate":"2026-12-01","lastUpdated":"2026-11-24T10:00:00.000Z","lineVersion":3,"productIdentifier":"DUO-ESS","psa":"connectwise","psaInstance":"harbor","psaLineId":"p","reason":"as agreed","reverts":"r","ruleVersion":3,"snapshot":{},"tenantId":"t","usageLineId":"u","vendorServiceId":"v"}',
    );
  });

  it('covers what an earlier form does not: an approved quantity never becomes the end of a line', () => {
    const end = { ...line, change: 'end-line', lastBilledDay: '2026-12-31' } as const;
    expect(canonicalApproval(end, 1)).toBeNull();
    const dated = { ...end, canceledDate: '2027-01-01' };
    expect([signedForm(end), signedForm(dated), canonicalApproval(dated, 2)]).toEqual([2, 3, null]);
  });

  it('does not exist in a form that this version does not know', () => {
    expect(canonicalApproval(line, 99)).toBeNull();
  });

  it('tells a list from an object and leaves the order of a list', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: null, c: undefined } })).toBe('{"a":{"d":null},"b":[2,1]}');
  });
});
