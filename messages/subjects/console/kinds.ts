import type { DeclaredMessages } from '../../params.ts';

/** The names of the kinds of usage lines. */
export const kinds = {
  'console-kinds.increase': {},
  'console-kinds.decrease': {},
  'console-kinds.new': {},
  'console-kinds.orphan': {},
  'console-kinds.no-account': {},
  'console-kinds.billed-twice': {},
  'console-kinds.unmapped': {},
  'console-kinds.not-read': {},
  'console-kinds.bills-nothing': {},
  'console-kinds.choice': {},
  'console-kinds.match': {},
} as const satisfies DeclaredMessages;
