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
  'autotask.withheld.units-changed': { day: 'day', shown: 'quantity', expected: 'quantity' },
  'autotask.read-back.units': { finding: 'message', day: 'day', units: 'messages' },
  'autotask.read-back.no-units': { finding: 'message', day: 'day' },
  'autotask.read-back.differs': { finding: 'message' },
  'autotask.read-back.before': { finding: 'message' },
  'autotask.units-from': { units: 'quantity', day: 'day' },
  'autotask.no-period': { day: 'day', units: 'messages' },
  'autotask.later-change': { day: 'day', shifted: 'quantity', units: 'messages' },
} as const satisfies DeclaredMessages;
