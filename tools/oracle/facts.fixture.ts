import type { ChangeEntry, RequestLogEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { setQuantity } from '../../domain/decisions/change.ts';
import type { AuditFact, Bound, IntentFact, LineFact, OracleFacts } from './facts.ts';

/** A small good scenario: 30 → 35 was approved, sent once and confirmed; 20 → 18 waits; a person edited a third line. */

export const at = (second: number): string => `2026-11-20T10:00:${String(second).padStart(2, '0')}.000Z`;
export const ms = (second: number): number => Date.parse(at(second));

const person = { kind: 'member', id: 'dana' } as const;
const system = { kind: 'system', id: 'seatwise' } as const;

export const request = (seq: number, second: number, changes: Partial<RequestEntry> = {}): RequestEntry => ({
  kind: 'request', seq, at: at(second), vendor: 'connectwise', method: 'GET', host: 'psa',
  path: '/agreements/1/lines', query: '', accountId: null, write: null, conditions: null,
  outcome: 200, fault: null, ...changes,
}); // prettier-ignore

export const patch = (seq: number, second: number, value: unknown): RequestEntry =>
  request(seq, second, {
    method: 'PATCH',
    path: '/agreements/1/lines/100',
    write: { agreementId: 1, lineId: 100, field: 'quantity', value: value as number, day: null },
  });

export const change = (
  seq: number,
  second: number,
  by: ChangeEntry['by'],
  [object, id, field]: readonly [string, string, string],
  before: unknown,
  after: unknown,
): ChangeEntry => ({
  kind: 'change',
  seq,
  at: at(second),
  by,
  object: `psa.${object === 'addition' ? 'line' : object}`,
  id,
  field,
  before,
  after,
});

export const audit = (seq: number, action: string, objectId: string, detail = {}): AuditFact => ({
  seq, actor: action.startsWith('usage-line') ? person : system, action, objectId, detail,
}); // prettier-ignore

const source = (psaLineId: string, quantity: string) =>
  ({ psaLineId, agreementId: '1', live: true, role: null, quantity }) as const;

export const confirmedLine: LineFact = {
  id: 'a', approvalId: 'A', integrationId: 'I', groupKey: 'company:1', label: 'Fernhill', companyId: '1', agreementId: '1', psaLineId: '100',
  createdLineId: null, change: setQuantity,
  decision: 'approve', before: '30', after: '35', countOn: 40, billingTarget: 'next-invoice', invoiceDate: '2026-12-01',
  invoiceDateAtSending: '2026-12-01',
  composed: {
    kind: 'increase', vendorQuantity: 40, psaQuantity: '35', includedBeside: '0',
    accounts: [{ name: 'Fernhill', seats: 40, countId: 'c1', byStatus: { active: 38, disabled: 2 } }],
    lines: [source('100', '30'), source('101', '5')],
  },
  period: { invoiceDate: '2026-12-01', begins: '2026-12-01', ends: '2027-01-01' },
  actor: person, approvedAt: ms(10), finishedAt: ms(22), state: 'confirmed', code: null, sendCount: 1,
  reverts: null, replacedBy: null,
}; // prettier-ignore

const waitingLine: LineFact = {
  ...confirmedLine, id: 'b', approvalId: 'B', groupKey: 'company:2', label: 'Vista', companyId: '2', agreementId: '2', psaLineId: '200',
  before: '20', after: '18', countOn: 18, billingTarget: 'invoice-after', finishedAt: null, state: 'queued', sendCount: 0,
  invoiceDateAtSending: null,
  composed: {
    kind: 'decrease', vendorQuantity: 18, psaQuantity: '20', includedBeside: '0',
    accounts: [{ name: 'Vista', seats: 18, countId: 'c2', byStatus: { active: 18 } }],
    lines: [{ ...source('200', '20'), agreementId: '2' }],
  },
}; // prettier-ignore

const intent: IntentFact = {
  lineId: 'a', psaLineId: '100', sendNumber: 1, change: 'set-quantity', after: '35', lastBilledDay: null, sentAt: ms(20), outcome: 'confirmed',
}; // prettier-ignore

const requestLog: readonly RequestLogEntry[] = [
  request(1, 5),
  change(2, 6, 'person', ['addition', '300', 'quantity'], 7, 9),
  // One answer has the agreement, its lines and the line.
  request(3, 19),
  request(3, 19, { path: '/agreements/1' }),
  request(3, 19, { path: '/agreements/1/lines/100' }),
  request(3, 19, { path: '/companies/8' }),
  patch(4, 21, 35),
  change(5, 21, 'api', ['addition', '100', 'quantity'], 30, 35),
];

const bound: Bound = {
  typeId: '5',
  companyId: '8',
  productId: '7',
  companyDeleted: false,
  currency: 'USD',
  unitPrice: '3',
};

export const goodFacts: OracleFacts = {
  lines: [confirmedLine, waitingLine],
  intents: [intent],
  outbox: [
    { approvalId: 'A', relayed: true, createdAt: ms(10) },
    { approvalId: 'B', relayed: false, createdAt: ms(10) },
  ],
  usageLines: [
    { groupKey: 'company:1', decision: 'open' },
    { groupKey: 'company:2', decision: 'approved' },
  ],
  overrides: [{ groupKey: 'company:1', count: '40' }],
  shownCounts: [{ groupKey: 'company:1', vendorQuantity: 40 }],
  seatCounts: ['c1', 'c2'],
  psaLines: [
    { id: '100', quantity: '35', cancelledDate: null, readAt: ms(22) },
    { id: '200', quantity: '20.00', cancelledDate: null, readAt: ms(9) },
  ],
  audit: [
    audit(1, 'usage-line.approved', 'u1', { approvalLineId: 'a' }),
    audit(2, 'usage-line.approved', 'u2', { approvalLineId: 'b' }),
    audit(3, 'write-back.sending', 'a'),
    audit(4, 'write-back.confirmed', 'a'),
  ],
  writeStopSince: null,
  rules: [],
  ruleChanges: [],
  requestLog,
  additions: [
    { id: 100, quantity: 35 },
    { id: 101, quantity: 5 },
    { id: 200, quantity: 20 },
    { id: 300, quantity: 9 },
  ],
  agreements: [
    { id: 1, nextInvoiceDate: null, parentAgreement: { id: 3 }, type: { id: 5 } },
    { id: 2, nextInvoiceDate: '2026-12-01', parentAgreement: null },
    { id: 3, nextInvoiceDate: '2026-12-01', parentAgreement: null },
  ],
  companies: [{ id: 8, deletedFlag: false }],
  sendsAgain: true,
  tellsBillingTarget: true,
  notifiedMoved: [],
  notifiedEdited: [],
  notifiedLaterInvoice: [],
  bound: new Map([['a', bound]]),
  rates: [{ seq: 0, own: 'USD', known: [] }],
  elsewhere: [],
};
