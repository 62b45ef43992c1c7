import type { DeclaredMessages } from '../params.ts';

/** Whether a term begins the sentence. */
const at = ['start', 'within'] as const;
const rounding = ['up', 'nearest', 'down'] as const;

/** Billing rules wherever people read them (RULES 13). */
export const billingRules = {
  'billing-rules.sentence': { terms: 'messages' },
  'billing-rules.no-rule': {},
  'billing-rules.term.excluded': { at, statuses: 'anyOf' },
  'billing-rules.term.free': { at, units: 'count' },
  'billing-rules.term.ratio': { at, per: 'count', round: rounding },
  'billing-rules.term.minimum': { at, units: 'count' },
  'billing-rules.term.maximum': { at, units: 'count' },
  'billing-rules.term.fixed': { at, units: 'count' },
  'billing-rules.term.flat': { at, units: 'count' },
  'billing-rules.term.commitment': { at, units: 'count', day: 'day' },
  'billing-rules.term.not-billed': { at, reason: 'text' },
  // The equation: how many seats, then what each term leaves of them.
  'billing-rules.seats': { seats: 'count' },
  'billing-rules.seats-excluded': { left: 'count', seats: 'count' },
  'billing-rules.seats-unknown': {},
  'billing-rules.step.free': { free: 'count', units: 'count' },
  'billing-rules.step.ratio': { per: 'count', units: 'count' },
  'billing-rules.step.minimum': { minimum: 'count', units: 'count' },
  'billing-rules.step.maximum': { maximum: 'count', units: 'count' },
  'billing-rules.step.fixed': { units: 'count' },
  'billing-rules.step.flat': { units: 'count' },
  'billing-rules.step.commitment': { committed: 'count', day: 'day', units: 'count' },
  'billing-rules.step.not-billed': { reason: 'text', units: 'count' },
  'billing-rules.scope.line': { name: 'text' },
  'billing-rules.scope.customer': { name: 'text' },
  'billing-rules.scope.agreement-type': { name: 'text' },
  'billing-rules.scope.no-agreement-type': {},
  'billing-rules.scope.product': { name: 'text' },
  'billing-rules.scope.everything': {},
  'billing-rules.valid-from': { from: 'day' },
  'billing-rules.valid-until': { from: 'day', to: 'day' },
  'billing-rules.withdrawn': {},
} as const satisfies DeclaredMessages;
