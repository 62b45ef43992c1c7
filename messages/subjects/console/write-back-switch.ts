import type { DeclaredMessages } from '../../params.ts';

/** Turning write-back on and off. */
export const writeBackSwitch = {
  'console-write-back-switch.on.title': {},
  'console-write-back-switch.on.confirm': {},
  'console-write-back-switch.on.consent': {},
  'console-write-back-switch.on.effect': {},
  'console-write-back-switch.on.first': { count: 'count', sums: 'text' },
  'console-write-back-switch.on.sends-nothing': {},
  'console-write-back-switch.on.approvals': {},
  'console-write-back-switch.on.proposals': { count: 'count' },
  'console-write-back-switch.on.test': {},
  'console-write-back-switch.on.skip': {},
  'console-write-back-switch.on.test-line': { line: 'text', quantity: 'text', name: 'text' },
  'console-write-back-switch.on.done': {},
  'console-write-back-switch.on.done-proposals': { count: 'count' },
  'console-write-back-switch.off.title': {},
  'console-write-back-switch.off.confirm': {},
  'console-write-back-switch.off.effect': {},
  'console-write-back-switch.off.done': { count: 'count' },
} as const satisfies DeclaredMessages;
