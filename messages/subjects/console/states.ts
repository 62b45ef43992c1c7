import type { DeclaredMessages } from '../../params.ts';

/** States of integrations, accounts, and changes, as their pills say them. */
export const states = {
  'console-states.change.queued': {},
  'console-states.change.sending': {},
  'console-states.change.unknown': {},
  'console-states.change.confirmed': {},
  'console-states.change.unchanged': {},
  'console-states.change.stale': {},
  'console-states.change.conflict': {},
  'console-states.change.rejected': {},
  'console-states.change.canceled': {},
  'console-states.integration.inactive': {},
  'console-states.integration.pending': {},
  'console-states.integration.active': {},
  'console-states.integration.paused': {},
  'console-states.integration.error': {},
  'console-states.account.unmapped': {},
  'console-states.account.mapped': {},
  'console-states.account.excluded': {},
  'console-states.read.counted': {},
  'console-states.read.incomplete': {},
  'console-states.read.failed': {},
  'console-states.read.gone': {},
  'console-states.read.pending': {},
} as const satisfies DeclaredMessages;
