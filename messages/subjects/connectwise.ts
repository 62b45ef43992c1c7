import type { DeclaredMessages } from '../params.ts';

/** What ConnectWise was found to do, and where it shows what a failure is about. */
export const connectwise = {
  'connectwise.address-rejected': {},
  'connectwise.agreement-hidden': {},
  'connectwise.api-member-keys': {},
  'connectwise.client-id': {},
  'connectwise.client-id-form': {},
  'connectwise.client-id-missing': {},
  'connectwise.codebase-changed': {},
  'connectwise.codebase-unreadable': {},
  'connectwise.company-id-empty': {},
  'connectwise.company-unknown': {},
  'connectwise.every-address-not-found': {},
  'connectwise.record.addition': {},
  'connectwise.record.agreement': {},
  'connectwise.record.company': {},
  'connectwise.record.invoice': {},
  'connectwise.record.product': {},
  'connectwise.site.empty': {},
  'connectwise.site.not-a-host-name': {},
  'connectwise.site.other-port': {},
  'connectwise.site.with-user-name': {},
  'connectwise.unlisted-addition': { id: 'text' },
  'connectwise.company-and-site': {},
  'connectwise.security-role': {},
} as const satisfies DeclaredMessages;
