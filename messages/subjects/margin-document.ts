import type { DeclaredMessages } from '../params.ts';

/** What the lines of a month earn, as a file for the MSP. */
export const marginDocument = {
  'margin-document.title': { month: 'month' },
  'margin-document.banner': {},
  'margin-document.section': {},
  'margin-document.note': { lines: 'count' },
  'margin-document.total': { lines: 'count' },
  'margin-document.without': { lines: 'count', unknown: 'count' },
  'margin-document.all': { lines: 'count' },
} as const satisfies DeclaredMessages;
