import { message, sentences } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { hasKnownLength, shiftByCycle } from '../usage/billing-cycle.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { isHolding } from '../usage/line-flags.ts';
import type { ChangeableLine } from '../usage/change-effect.ts';
import { dayConflict } from './day-conflict.ts';
import {
  type DecidedChange,
  type DecisionFacts,
  type DecisionOutcome,
  type DecisionRejected,
  type DecisionWish,
  type EndWish,
  reject,
} from './decision.ts';
import type { EndingFacts } from './ending-facts.ts';
import { type EndFacts, type LastBilledDay, lastBilledDay, rejectsLastDay } from './last-billed-day.ts';
import { stayingDoubt } from './staying-lines.ts';
import { notApprovable } from './target-change.ts';

/** Why no line of a usage line is ended now (RULES 17); null: one may be. */
export function noEnd(facts: DecisionFacts): DecisionRejected | null {
  const { line, ending, liveState } = facts;
  if (liveState === 'queued') return reject('WriteWaiting', message('decisions.change-queued'));
  if (ending === null) return notApprovable(line);
  if (line.kind === 'not-read') return notApprovable(line);
  if (line.kind !== 'orphan' && line.kind !== 'billed-twice') return reject('NothingToEnd', line.reason);
  const held = heldRejection(line.flags);
  return held ?? (line.kind === 'billed-twice' ? siblingRejection(ending) : null);
}

/** Nothing holds an end but doubts about what was read: the missing seats are its very reason. */
function heldRejection(flags: readonly UsageLineFlag[]): DecisionRejected | null {
  const scheduled = flags.find(({ flag }) => flag === 'scheduled');
  if (scheduled !== undefined) return reject('LineScheduled', scheduled.reason);
  const holding = flags.filter(
    (flag) => isHolding(flag) && flag.flag !== 'included' && (flag.flag !== 'held' || doubts.has(flag.check)),
  );
  return holding.length === 0 ? null : reject('LineHeld', sentences(holding.map(({ reason }) => reason)));
}

const doubts: ReadonlySet<string> = new Set(['age', 'unknown']);

function siblingRejection({ sibling }: EndingFacts): DecisionRejected | null {
  const doubt = stayingDoubt(sibling);
  return doubt === null
    ? null
    : reject(doubt.kind === 'not-read' ? 'LineNotRead' : 'NothingToEnd', doubt.why);
}

/** What the last billed day of a line follows from; undefined: it is not in the total of the group. */
export function endFactsOf(
  { line, changeable }: Pick<DecisionFacts, 'line' | 'changeable'>,
  { lines, lastCounted }: EndingFacts,
  psaLineId: string,
): (EndFacts & { readonly target: ChangeableLine['billingTarget'] }) | undefined {
  const psaLine = lines.get(psaLineId);
  const target = changeable.get(psaLineId);
  return psaLine === undefined || target === undefined
    ? undefined
    : {
        line: psaLine,
        target: target.billingTarget,
        lastCounted,
        isDuplicate: line.kind === 'billed-twice',
      };
}

/** Why this one line cannot be ended; null: it can. */
export function lineRejection(
  facts: DecisionFacts,
  psaLineId: string,
  ends: LastBilledDay,
): DecisionRejected | null {
  const target = facts.changeable.get(psaLineId);
  const day = facts.ending?.lines.get(psaLineId)?.cancelledDate ?? null;
  if (day !== null) return reject('NothingToEnd', message('decisions.end.ends-already', { day }));
  if (target?.locked != null)
    return reject('NothingToEnd', message('decisions.locked', { line: psaLineId, reason: target.locked }));
  switch (ends.kind) {
    case 'day':
      return null;
    case 'not-set':
      return reject('BillingTargetNotSet', message('decisions.billing-target-not-set'), {
        agreementTypeId: ends.agreementTypeId,
      });
    case 'cannot':
      return reject('LastDayNotOffered', ends.reason);
  }
}

/** The last billed day of one line, confirmed by name alone (RULES 17). */
export function decideEnd(facts: DecisionFacts, wish: DecisionWish): DecisionOutcome {
  if (!facts.mayEnd) return reject('RoleTooSmall', null);
  if (!facts.writeBackEnabled) return reject('WriteBackOff', null);
  const none = noEnd(facts);
  if (none !== null) return none;
  const { ending } = facts;
  if (ending === null || wish.end === null) return notApprovable(facts.line);
  if (wish.end.customer.trim() !== ending.customer.trim())
    return reject('CustomerNotConfirmed', message('decisions.end.customer', { name: ending.customer }));
  if (wish.reason === null || wish.reason.trim() === '')
    return reject('ReasonRequired', message('decisions.end.reason'));
  const ended = endedChange(facts, ending, wish.end, wish.reason);
  return 'kind' in ended ? ended : { kind: 'approved', change: ended };
}

export function endedChange(
  facts: DecisionFacts,
  ending: EndingFacts,
  { psaLineId, lastBilledDay: wanted }: Omit<EndWish, 'customer'>,
  reason: string | null,
): DecidedChange | DecisionRejected {
  const target = facts.changeable.get(psaLineId);
  const of = endFactsOf(facts, ending, psaLineId);
  if (of === undefined || target === undefined)
    return reject('LineNotInGroup', message('decisions.not-in-sum', { line: psaLineId }));
  const ends = lastBilledDay(of);
  const rejected = lineRejection(facts, psaLineId, ends);
  if (rejected !== null || ends.kind !== 'day') return rejected ?? notApprovable(facts.line);
  const day = wanted ?? ends.day;
  const notOffered =
    rejectsLastDay(day, ends, of, facts.today) ?? bookedConflict(facts, psaLineId, target, day);
  if (notOffered !== null) return reject('LastDayNotOffered', notOffered, { offer: [ends.day] });
  const { currency, effectPerInvoice, effectPerMonth } = target.effectOfEnd();
  const { billingCycle: cycle } = of.target;
  return {
    decision: 'end',
    change: { kind: 'end-line', lastBilledDay: day },
    psaLineId,
    agreementId: target.agreementId,
    productIdentifier: target.productIdentifier,
    before: target.quantity,
    after: '0',
    // Duplicates have no seats of their own.
    countOn: facts.line.vendorQuantity === null ? 0 : facts.line.vendorQuantity,
    billingTarget: 'from-day',
    period: { invoiceDate: addDays(day, 1), begins: null, ends: null },
    currency,
    effectPerInvoice,
    effectPerMonth,
    reason,
    rememberTarget: false,
    ...(cycle === null || !hasKnownLength(cycle)
      ? {}
      : { invoicedBy: shiftByCycle(addDays(day, 1), cycle, 1) }),
    whyLastDay:
      day === ends.day ? ends.why : message('decisions.end.why-chosen', { day, suggested: ends.day }),
  };
}

/** Where changes name a day, others may act on it, or after it (RULES 5). */
function bookedConflict(
  { line, ownChanges, today }: DecisionFacts,
  psaLineId: string,
  target: ChangeableLine,
  day: string,
) {
  const { dated, nextInvoiceDate: next } = target.billingTarget;
  if (dated == null || next === null) return null;
  const readAt = line.lines.find((source) => source.psaLineId === psaLineId)?.readAt ?? null;
  const own = ownChanges?.get(psaLineId) ?? [];
  const booked = dated.booked?.[psaLineId];
  return dayConflict({ own, booked, readAt, quantity: target.quantity, next, today }, addDays(day, 1));
}
