import type { DeclaredMessages } from '../../params.ts';

/** What became of a decision that got no answer. */
export const sending = {
  'console-sending.decision-unknown': {},
  'console-sending.not-sent': {},
  'console-sending.not-sent-detail': {},
  'console-sending.decide-again': {},
  'console-sending.reload-row': {},
} as const satisfies DeclaredMessages;
