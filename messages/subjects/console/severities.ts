import type { DeclaredMessages } from '../../params.ts';

/** How severe a notice is. */
export const severities = {
  'console-severities.error': {},
  'console-severities.warning': {},
  'console-severities.info': {},
} as const satisfies DeclaredMessages;
