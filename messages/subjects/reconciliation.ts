import type { DeclaredMessages } from '../params.ts';

const state = [
  'queued',
  'sending',
  'unknown',
  'confirmed',
  'conflict',
  'rejected',
  'unchanged',
  'stale',
  'canceled',
] as const;

/** Where ledger, audit, and PSA do not say the same, and what `seatwise reconcile` reports of it. */
export const reconciliation = {
  'reconciliation.compared': { changes: 'count', writes: 'count', auditRows: 'count', lines: 'count' },
  'reconciliation.of-customer': { label: 'text', finding: 'message' },
  'reconciliation.explained': { finding: 'message' },
  'reconciliation.not-compared': { integration: 'text', count: 'count', code: 'text', cause: 'message' },
  'reconciliation.no-credential': { phase: 'text' },
  'reconciliation.credential-unreadable': { credential: 'text' },
  'reconciliation.differences': { count: 'count' },
  'reconciliation.none': {},
  'reconciliation.none-compared': {},
  'reconciliation.parallel': {},

  // In a notice.
  'reconciliation.first': { count: 'count', first: 'message' },
  'reconciliation.kind': { kind: 'text', finding: 'message' },
  'reconciliation.position-changed': {},

  /** A difference about one approved line. */
  'reconciliation.line': {
    line: 'text',
    before: 'quantity',
    after: 'quantity',
    state,
    finding: 'message',
  },

  // Audit.
  'reconciliation.no-actor': { row: 'text', action: 'text' },
  'reconciliation.not-in-ledger': { row: 'text', action: 'text' },
  'reconciliation.no-approver': {},
  'reconciliation.other-approver': {},
  'reconciliation.steps': { steps: 'texts' },
  'reconciliation.no-steps': {},
  'reconciliation.audit-ends': { state },
  'reconciliation.step-before-approval': {},
  'reconciliation.audit-says': { row: 'text', action: 'text', values: 'texts' },

  // Ledger.
  'reconciliation.intent-open': {},
  'reconciliation.last-write': { outcome: 'text' },
  'reconciliation.last-write-open': {},
  'reconciliation.not-written': {},
  'reconciliation.sent-too-early': {},
  'reconciliation.intents-missing': { writes: 'count', intents: 'count' },
  'reconciliation.too-many-intents': { count: 'count' },
  'reconciliation.no-end-time': {},
  'reconciliation.created-unnamed': {},
  'reconciliation.no-cause': {},
  'reconciliation.incomplete': { kind: 'text' },
  'reconciliation.incomplete-accounts': { kind: 'text', accounts: 'texts' },
  'reconciliation.other-count': { approved: 'number', shown: 'number' },
  'reconciliation.rule-missing': { version: 'number' },
  'reconciliation.other-units': { approved: 'number', units: 'number' },
  'reconciliation.former-rule': { approved: 'number', now: 'number' },
  'reconciliation.no-count': { approved: 'number' },
  'reconciliation.reverts-unconfirmed': {},
  'reconciliation.replaced-by-other': {},
  'reconciliation.also-open': { before: 'quantity', after: 'quantity' },
  'reconciliation.never-queued': {},
  'reconciliation.decision-without-approval': { group: 'text', decision: 'text' },
  'reconciliation.approval-without-decision': { group: 'text', decision: 'text' },
  'reconciliation.overridden': { group: 'text', count: 'quantity' },

  // Writes.
  'reconciliation.other-write': { intent: 'number', after: 'quantity', line: 'text' },
  'reconciliation.sent-before-approval': { at: 'instant' },
  'reconciliation.sent-while-stopped': { at: 'instant' },
  'reconciliation.no-outcome': { at: 'instant' },
  'reconciliation.other-invoice': { target: 'text', day: 'day', found: 'day' },
  'reconciliation.no-invoice': { target: 'text', day: 'day' },
  'reconciliation.not-relayed': { approval: 'text' },

  // PSA.
  'reconciliation.psa-line-missing': {},
  'reconciliation.created-twice': { lines: 'texts' },
  'reconciliation.shows-end': { day: 'message', quantity: 'message' },
  'reconciliation.stored-differs': { stored: 'message', shown: 'message' },
  'reconciliation.not-changed-since': { shown: 'message', at: 'instant' },
  'reconciliation.without-change-time': { shown: 'message' },
  'reconciliation.changed-by-others': { shown: 'message' },
  'reconciliation.changed-by-others-at': { shown: 'message', at: 'instant' },
  'reconciliation.took-effect': { shown: 'message' },
  'reconciliation.quantity': { quantity: 'quantity' },
  'reconciliation.no-quantity': {},

  // What to do about each kind.
  'reconciliation.advice.internal': {},
  'reconciliation.advice.no-workflow': {},
  'reconciliation.advice.decision-disagrees': {},
  'reconciliation.advice.audit-without-ledger': {},
  'reconciliation.advice.billed-elsewhere': {},
  'reconciliation.advice.intent-open-too-long': {},
  'reconciliation.advice.not-relayed': {},
  'reconciliation.advice.psa-differs': {},
  'reconciliation.advice.created-twice': {},
  'reconciliation.advice.late-effect': {},
  'reconciliation.advice.changed-since': {},
  'reconciliation.advice.psa-line-gone': {},
  'reconciliation.advice.stored-line-differs': {},
} as const satisfies DeclaredMessages;
