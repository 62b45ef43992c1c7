import type { DeclaredMessages } from '../params.ts';

/** Where ConnectWise shows what a failure is about. */
export const connectwise = {
  'connectwise.agreement-hidden': {},
  'connectwise.api-member-keys': {},
  'connectwise.client-id': {},
  'connectwise.company-and-site': {},
  'connectwise.security-role': {},
} as const satisfies DeclaredMessages;
