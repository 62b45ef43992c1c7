import type { DeclaredMessages } from '../params.ts';

/** Which instance of a PSA, or parent of a vendor, responded in place of the one that an integration belongs to. */
export const instances = {
  'instances.missing': { record: 'message' },
  'instances.more': { count: 'count' },
  'instances.move-not-proven': { address: 'text' },
  'instances.other': { found: 'text', kept: 'text' },
  'instances.other-companies': { host: 'text' },
  'instances.other-parent': { host: 'text' },
  'instances.record.agreement': { id: 'text', name: 'text' },
  'instances.record.company': { id: 'text', name: 'text' },
  'instances.record.line': { id: 'text' },
  'instances.renamed': { record: 'message', now: 'text' },
  'instances.unanswered': {},
  'instances.unread': { record: 'message' },
} as const satisfies DeclaredMessages;
