import type { DeclaredMessages } from '../params.ts';

/** What was found where a call of a PSA failed, in the words that all PSAs share. `call` is the name of an API call. */
export const psas = {
  'psas.credential-missing': {},
  'psas.change-not-offered': { kind: 'text' },
  'psas.no-agreements': {},

  // No response.
  'psas.no-answer.timeout': {},
  'psas.no-answer.dns': {},
  'psas.no-answer.rejected': {},
  'psas.no-answer.reset': {},
  'psas.no-answer.cut': {},
  'psas.no-answer.tls': {},
  'psas.no-answer.protocol': {},
  'psas.no-answer.too-large': {},
  'psas.no-answer.encoding': {},
  'psas.no-answer.host-rejected': {},
  'psas.no-answer.address-rejected': {},
  'psas.no-answer.aborted': {},
  /** `error` is the code of the network library, such as `ECONNRESET`. */
  'psas.with-error-code': { finding: 'message', error: 'text' },
  'psas.no-time-left': {},
  'psas.slow-down': {},

  // A response other than success.
  'psas.responded': { status: 'number', words: 'text' },
  'psas.responded-without-text': { status: 'number' },
  'psas.redirected': { status: 'number' },
  /** `right` is the permission as the PSA names it. */
  'psas.right-missing': { right: 'text', response: 'message' },

  // A response that cannot be used.
  'psas.unreadable.empty': { call: 'text' },
  'psas.unreadable.not-json': { call: 'text' },
  'psas.unreadable.too-deep': { call: 'text' },
  'psas.unreadable.shape': { call: 'text', shape: ['list', 'count', 'record', 'object'] },
  'psas.unreadable.other-record': { call: 'text', id: 'text', shown: 'text' },
  'psas.unreadable.quantity': { call: 'text', shown: 'quantity', sent: 'quantity' },
  'psas.unreadable.no-quantity': { call: 'text', sent: 'quantity' },
  'psas.unreadable-record': { record: 'message', id: 'text', faults: 'messages' },
  'psas.unreadable-named-record': { record: 'message', name: 'text', faults: 'messages' },
  'psas.unreadable-unnamed-record': { record: 'message', faults: 'messages' },
  'psas.field.missing': { field: 'text' },
  'psas.field.not-text': { field: 'text' },
  'psas.field.not-a-flag': { field: 'text' },
  'psas.field.not-a-list': { field: 'text' },
  'psas.field.not-an-object': { field: 'text' },
  'psas.field.not-an-id': { field: 'text' },
  'psas.field.not-a-date': { field: 'text' },
  'psas.field.not-a-decimal': { field: 'text' },
  'psas.field.not-whole': { field: 'text' },
  'psas.field.of-another-agreement': { field: 'text' },
  'psas.field.unexpected': { field: 'text' },

  // A list that is not whole.
  'psas.list.twice': { call: 'text', first: 'message', second: 'message' },
  'psas.list.count-differs': { read: 'count', counted: 'count' },
  'psas.list.page': { page: 'number', fault: 'message' },
  'psas.list.out-of-order': { id: 'text', before: 'text' },
  'psas.list.repeated-row': { id: 'text' },
  'psas.list.repeated-link': {},
  'psas.list.too-many-pages': { call: 'text', pages: 'count' },

  // What Seatwise does not send.
  'psas.invalid-id.company': {},
  'psas.invalid-id.agreement': {},
  'psas.invalid-id.line': {},
  'psas.quantity-range': { most: 'count' },
  'psas.read-back.line-gone': {},
  'psas.read-back.shows': { before: 'quantity', after: 'quantity', shown: 'quantity' },
  'psas.read-back.no-quantity': { before: 'quantity', after: 'quantity' },
  'psas.read-back.change-not-dated': {},
  'psas.read-back.changed-since': { changed: 'instant', before: 'instant' },
  'psas.withheld.stopped': {},
  'psas.withheld.outdated': {},
  'psas.edited-during-write': { edits: 'message' },
  'psas.agreement-not-read-after': {},
  'psas.read-back.also-changed': { finding: 'message', changes: 'messages' },
  'psas.read-back.difference-not-resent': { finding: 'message' },
  'psas.read-back.sent': { finding: 'message', times: 'count' },
  'psas.read-back.line-not-found': { finding: 'message' },
  'psas.unreadable.unexpected': { call: 'text' },
  'psas.unreadable.not-a-quantity': { call: 'text' },
  'psas.list.count-changed': { page: 'number', counted: 'count', before: 'count' },
  'psas.line-locked': { reason: 'message' },
} as const satisfies DeclaredMessages;
