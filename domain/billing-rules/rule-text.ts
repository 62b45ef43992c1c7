import { type Message, message, sentences } from '../../messages/message.ts';
import type { RuleStep } from './billable-units.ts';
import type { RuleScope, RuleTerms, Validity } from './billing-rule.ts';

/** What people read of a billing rule, wherever they read it (RULES 13). */

type Place = 'start' | 'within';
type Term = (at: Place) => Message;

/**
 * Returns the terms as one sentence without a period: "First 2 free, one unit per 5 seats (rounded up), and at least 10
 * units".
 */
export function ruleSentence(terms: RuleTerms): Message {
  const said = termsOf(terms).map((term, index) => term(index === 0 ? 'start' : 'within'));
  return said.length === 0
    ? message('billing-rules.no-rule')
    : message('billing-rules.sentence', { terms: said });
}

function termsOf(terms: RuleTerms): readonly Term[] {
  const {
    excludeStatuses: statuses = [],
    free,
    ratio,
    minimum,
    maximum,
    fixed,
    commitment,
    doNotBill,
  } = terms;
  const said: Term[] = [];
  if (statuses.length > 0) said.push((at) => message('billing-rules.term.excluded', { at, statuses }));
  if (free !== undefined) said.push((at) => message('billing-rules.term.free', { at, units: free }));
  if (ratio !== undefined) said.push((at) => message('billing-rules.term.ratio', { at, ...ratio }));
  if (minimum !== undefined) said.push((at) => message('billing-rules.term.minimum', { at, units: minimum }));
  if (maximum !== undefined) said.push((at) => message('billing-rules.term.maximum', { at, units: maximum }));
  if (fixed !== undefined) {
    const { units, flat } = fixed;
    said.push((at) => message(`billing-rules.term.${flat === true ? 'flat' : 'fixed'}`, { at, units }));
  }
  if (commitment !== undefined) {
    const { units, decreaseFrom: day } = commitment;
    said.push((at) => message('billing-rules.term.commitment', { at, units, day }));
  }
  if (doNotBill !== undefined)
    said.push((at) => message('billing-rules.term.not-billed', { at, reason: doNotBill.reason }));
  return said;
}

/**
 * Returns how a rule turns seats into units: "36 of 40 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10". Its last
 * number is the units.
 *
 * @param seats null: not every account was counted
 */
export function equation({ steps }: { readonly steps: readonly RuleStep[] }, seats: number | null): Message {
  const said = [seatsText(seats, steps[0]), ...steps.flatMap(stepText)];
  return sentences(said) ?? seatsText(seats, undefined);
}

function seatsText(seats: number | null, first: RuleStep | undefined): Message {
  if (seats === null) return message('billing-rules.seats-unknown');
  return first?.step === 'excluded'
    ? message('billing-rules.seats-excluded', { left: first.units, seats })
    : message('billing-rules.seats', { seats });
}

function stepText(said: RuleStep): readonly Message[] {
  const { units } = said;
  switch (said.step) {
    case 'excluded':
      return [];
    case 'free':
      return [message('billing-rules.step.free', { free: said.free, units })];
    case 'ratio':
      return [message('billing-rules.step.ratio', { per: said.per, units })];
    case 'minimum':
      return [message('billing-rules.step.minimum', { minimum: said.minimum, units })];
    case 'maximum':
      return [message('billing-rules.step.maximum', { maximum: said.maximum, units })];
    case 'fixed':
      return [message(`billing-rules.step.${said.flat ? 'flat' : 'fixed'}`, { units })];
    case 'commitment': {
      const { committed, decreaseFrom: day } = said;
      return [message('billing-rules.step.commitment', { committed, day, units })];
    }
    case 'not-billed':
      return [message('billing-rules.step.not-billed', { reason: said.reason, units })];
  }
}

/**
 * Returns what a rule is for: "Customer Acme Dental".
 *
 * @param name of the line, customer, agreement type or product; null: not known, so that the ID stands for it
 */
export function scopeText(scope: RuleScope, name: string | null): Message {
  if (scope.kind === 'everything') return message('billing-rules.scope.everything');
  if (scope.kind === 'agreement-type' && scope.id === 'none')
    return message('billing-rules.scope.no-agreement-type');
  return message(`billing-rules.scope.${scope.kind}`, { name: name ?? scope.id });
}

/** Returns the days on which a rule is valid: "Dec 1, 2026 to Jun 30, 2027". */
export function validityText({ from, to }: Validity): Message {
  if (to === null) return message('billing-rules.valid-from', { from });
  return to < from ? message('billing-rules.withdrawn') : message('billing-rules.valid-until', { from, to });
}
