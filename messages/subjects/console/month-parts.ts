import type { DeclaredMessages } from '../../params.ts';

/** Parts of the start page that are loaded after it: what is on hold, what the month brought. */
export const monthParts = {
  'console-month-parts.on-hold-by': { who: 'text', when: 'text' },
  'console-month-parts.on-hold-because': { who: 'text', when: 'text', reason: 'text' },
  'console-month-parts.view': {},
  'console-month-parts.view-line': { customer: 'text' },
  'console-month-parts.view-all': { count: 'count' },
  'console-month-parts.recovered': {},
  'console-month-parts.overbilling-ended': {},
  'console-month-parts.net': {},
  'console-month-parts.waiting': {},
  'console-month-parts.changes': { count: 'count' },
  'console-month-parts.per-month': {},
} as const satisfies DeclaredMessages;
