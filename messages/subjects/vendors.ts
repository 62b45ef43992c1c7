import type { DeclaredMessages } from '../params.ts';

/** What was found where a vendor could not be read, in the words that all vendors share. */
export const vendors = {
  'vendors.credential-missing': {},
  'vendors.list-empty': {},
} as const satisfies DeclaredMessages;
