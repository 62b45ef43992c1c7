import type { DeclaredMessages } from '../../params.ts';

/** Before anything is connected: the way to a first reviewed month. */
export const threeSteps = {
  'console-three-steps.label': {},
  'console-three-steps.connect': {},
  'console-three-steps.connect-takes': {},
  'console-three-steps.connect-text': {},
  'console-three-steps.map': {},
  'console-three-steps.map-takes': {},
  'console-three-steps.map-text': {},
  'console-three-steps.review': {},
  'console-three-steps.review-takes': {},
  'console-three-steps.review-text': {},
  'console-three-steps.clinic': {},
  'console-three-steps.law-firm': {},
  'console-three-steps.next-invoice': {},
  'console-three-steps.customer': {},
  'console-three-steps.billed-now': {},
  'console-three-steps.seats': {},
  'console-three-steps.money': {},
  'console-three-steps.takes-effect': {},
  'console-three-steps.example': {},
} as const satisfies DeclaredMessages;
