import type { DeclaredMessages } from '../params.ts';

/** What rendering itself says. */
export const core = {
  /** A message that this version does not know. */
  'core.unknown': { id: 'text' },
  'core.money': { amount: 'text', currency: 'text' },
  'core.days': { count: 'count' },
  'core.hours': { count: 'count' },
  'core.minutes': { count: 'count' },
  'core.seconds': { count: 'count' },
  // References whose name is not known.
  'core.unnamed.account': { id: 'text' },
  'core.unnamed.company': { id: 'text' },
  'core.unnamed.agreement': { id: 'text' },
  'core.unnamed.line': { id: 'text' },
  'core.unnamed.product': { id: 'text' },
  'core.unnamed.service': { id: 'text' },
  'core.unnamed.person': { id: 'text' },
} as const satisfies DeclaredMessages;
