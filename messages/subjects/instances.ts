import type { DeclaredMessages } from '../params.ts';

/** Which instance of a PSA, or parent of a vendor, responded in place of the one that an integration belongs to. */
export const instances = {
  'instances.other': { found: 'text', kept: 'text' },
  'instances.other-parent': { host: 'text' },
} as const satisfies DeclaredMessages;
