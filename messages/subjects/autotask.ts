import type { DeclaredMessages } from '../params.ts';

/** Where Autotask shows what a failure is about. */
export const autotask = {
  'autotask.api-user-keys': {},
  'autotask.contract-hidden': {},
  'autotask.may-be-hidden': {},
  'autotask.security-level': {},
  'autotask.shared-limit': {},
  'autotask.tracking-identifier': {},
  'autotask.zone': {},
} as const satisfies DeclaredMessages;
