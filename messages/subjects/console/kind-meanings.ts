import type { DeclaredMessages } from '../../params.ts';

/** What each kind of usage line means, and what to do about it. */
export const kindMeanings = {
  'console-kind-meanings.increase': {},
  'console-kind-meanings.decrease': {},
  'console-kind-meanings.new': {},
  'console-kind-meanings.orphan': {},
  'console-kind-meanings.no-account': {},
  'console-kind-meanings.billed-twice': {},
  'console-kind-meanings.unmapped': {},
  'console-kind-meanings.not-read': {},
  'console-kind-meanings.bills-nothing': {},
  'console-kind-meanings.choice': {},
  'console-kind-meanings.match': {},
} as const satisfies DeclaredMessages;
