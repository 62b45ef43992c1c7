import type { DeclaredMessages } from '../../params.ts';

/** The kinds of usage lines: their name, then what one means and what to do. */
export const kinds = {
  'console-kinds.increase': {},
  'console-kinds.increase.meaning': {},
  'console-kinds.decrease': {},
  'console-kinds.decrease.meaning': {},
  'console-kinds.new': {},
  'console-kinds.new.meaning': {},
  'console-kinds.orphan': {},
  'console-kinds.orphan.meaning': {},
  'console-kinds.no-account': {},
  'console-kinds.no-account.meaning': {},
  'console-kinds.billed-twice': {},
  'console-kinds.billed-twice.meaning': {},
  'console-kinds.unmapped': {},
  'console-kinds.unmapped.meaning': {},
  'console-kinds.not-read': {},
  'console-kinds.not-read.meaning': {},
  'console-kinds.bills-nothing': {},
  'console-kinds.bills-nothing.meaning': {},
  'console-kinds.choice': {},
  'console-kinds.choice.meaning': {},
  'console-kinds.match': {},
  'console-kinds.match.meaning': {},
} as const satisfies DeclaredMessages;
