import type { DeclaredMessages } from '../params.ts';

/** What was found where a call of a PSA failed, in the words that all PSAs share. */
export const psas = {
  'psas.credential-missing': {},
  'psas.found': { found: 'text', hint: 'message' },
  'psas.no-agreements': {},
} as const satisfies DeclaredMessages;
