import type { DeclaredMessages } from '../params.ts';

/** The signed chain of the audit and its anchors: what a verification finds, and why nothing is sealed. */
export const auditChain = {
  'audit-chain.behind': { checkpoint: 'number', known: 'number' },
  'audit-chain.not-signed': {},
  'audit-chain.overdue': { since: 'instant', cause: 'message' },
  'audit-chain.lock-held': {},
  'audit-chain.folder-not-written': { folder: 'text', cause: 'text' },
  'audit-chain.folder-not-read': { folder: 'text', cause: 'text' },
  'audit-chain.nothing-compared': { cause: 'message' },

  // Rows and checkpoints.
  'audit-chain.row-changed': {},
  'audit-chain.row-missing': {},
  'audit-chain.checkpoint-edited': {},
  'audit-chain.checkpoint-missing': { before: 'number', after: 'number' },
  'audit-chain.added-before': {},
  'audit-chain.ahead': {},
  'audit-chain.clock-ahead': {},
  'audit-chain.no-checkpoint': { since: 'instant' },
  'audit-chain.restarted': { began: 'instant', first: 'instant' },

  // The signed checkpoint.
  'audit-chain.signed-checkpoint-missing': {},
  'audit-chain.of-other-key': { version: 'number', present: 'number' },
  'audit-chain.signature-invalid': {},
  'audit-chain.other-position': { signed: 'number', newest: 'number' },
  'audit-chain.newest-not-signed': {},

  // Anchors.
  'audit-chain.anchor-signature': { checkpoint: 'number' },
  'audit-chain.anchor-of-other-key': { checkpoint: 'number', version: 'number' },
  'audit-chain.anchor-missing': { checkpoint: 'number' },
  'audit-chain.two-of-one-number': { checkpoint: 'number' },
  'audit-chain.other-hash': { checkpoint: 'number', at: 'instant', position: 'number', further: 'count' },
  'audit-chain.set-back': {
    checkpoint: 'number',
    at: 'instant',
    position: 'number',
    present: 'number',
    last: 'number',
  },
  'audit-chain.no-anchor': {},
  'audit-chain.newest-not-anchored': { checkpoint: 'number' },

  // The report of a verification.
  'audit-chain.at-row-and-position': { row: 'text', position: 'number', finding: 'message' },
  'audit-chain.at-row': { row: 'text', finding: 'message' },
  'audit-chain.at-position': { position: 'number', finding: 'message' },
  'audit-chain.answered': { finding: 'message', member: 'person', at: 'instant', reason: 'text' },
  'audit-chain.verified-but-answered': { count: 'count' },
  'audit-chain.further': { count: 'count' },
  'audit-chain.no-checkpoint-yet': {},
  'audit-chain.checkpoints': { count: 'count', since: 'instant' },
  'audit-chain.newest': { checkpoint: 'number', position: 'number', at: 'instant', hash: 'text' },
  'audit-chain.proven': { anchors: 'count', position: 'number' },
  'audit-chain.proven-but': { anchors: 'count', position: 'number', count: 'count' },
  'audit-chain.restored': { at: 'instant', backup: 'text', count: 'count' },
  'audit-chain.re-anchored': { at: 'instant', reason: 'text', count: 'count' },
  'audit-chain.none-pending': {},
  'audit-chain.pending': { count: 'count', age: 'duration' },
  'audit-chain.anchors': { count: 'count', folders: 'texts' },
  'audit-chain.file-cut': { file: 'text', line: 'number' },
  'audit-chain.file-changed': { file: 'text', line: 'number' },
  'audit-chain.tenant-missing': { tenant: 'text' },
  'audit-chain.verified': {},
  'audit-chain.not-verified': {},

  'audit-chain.re-anchor-reason': {},
  'audit-chain.re-anchor-done': {},
  'audit-chain.re-anchor-later': { cause: 'message' },
  'audit-chain.months': { months: 'count', files: 'count' },
  'audit-chain.month-changed': { month: 'month', version: 'number' },
  'audit-chain.file-missing': { name: 'text' },
  'audit-chain.stored-file-changed': { name: 'text' },
} as const satisfies DeclaredMessages;
