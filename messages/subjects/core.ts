import type { DeclaredMessages } from '../params.ts';

/** What rendering itself says. */
export const core = {
  /** A message that this version does not know. */
  'core.unknown': { id: 'text' },
  /** Words of a vendor, a PSA, a person or a program that are all there is to say. */
  'core.text': { text: 'text' },
  /** One sentence after the other. */
  'core.both': { first: 'message', second: 'message' },
  'core.money': { amount: 'text', currency: 'text' },
  'core.days': { count: 'count' },
  'core.hours': { count: 'count' },
  'core.minutes': { count: 'count' },
  'core.seconds': { count: 'count' },
  /** A line of the PSA, which has no name of its own. */
  'core.line': { productName: 'text', agreementName: 'text', id: 'text' },
  // Names that are items of a list.
  'core.named.account': { id: 'account' },
  'core.named.company': { id: 'company' },
  'core.named.agreement': { id: 'agreement' },
  'core.named.line': { id: 'line' },
  // References whose name is not known.
  'core.unnamed.account': { id: 'text' },
  'core.unnamed.company': { id: 'text' },
  'core.unnamed.agreement': { id: 'text' },
  'core.unnamed.line': { id: 'text' },
  'core.unnamed.product': { id: 'text' },
  'core.unnamed.service': { id: 'text' },
  'core.unnamed.person': { id: 'text' },
} as const satisfies DeclaredMessages;
