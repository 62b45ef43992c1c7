import { message, sentences } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { endDates } from '../canceled-day.ts';
import type { Day } from '../quantity.ts';
import { hasKnownLength, shiftByCycle } from '../usage/billing-cycle.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { isHolding } from '../usage/line-flags.ts';
import type { ChangeableLine } from '../comparison/change-effect.ts';
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
import { stayingDoubt, unreadDoubt } from './staying-lines.ts';
import { notApprovable } from './target-change.ts';

/** Why no line of a usage line is ended now (RULES 17); null: one may be. */
export function noEnd(facts: DecisionFacts): DecisionRejected | null {
  const { line, ending, liveState } = facts;
  if (liveState === 'queued') return reject('WriteWaiting', message('decisions.change-queued'));
  if (ending === null) return notApprovable(line);
  if (line.kind === 'not-read') return notApprovable(line);
  if (line.kind !== 'orphan' && line.kind !== 'billed-twice') return reject('NothingToEnd', line.reason);
  const held = heldRejection(line.flags);
  return held ?? (line.kind === 'billed-twice' ? notReadRejection(ending) : null);
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

/** Whatever the day. */
function notReadRejection({ sibling }: EndingFacts): DecisionRejected | null {
  if (sibling === null) return reject('NothingToEnd', message('decisions.end.no-other-line'));
  const doubt = unreadDoubt(sibling);
  return doubt === null ? null : reject('LineNotRead', doubt.why);
}

/** The lines that stay have to bill the customer's units once a duplicate has ended. */
function stayingRejection({ line, ending }: DecisionFacts, lastBilledDay: Day): DecisionRejected | null {
  if (line.kind !== 'billed-twice' || ending === null) return null;
  const doubt = stayingDoubt(ending.sibling, addDays(lastBilledDay, 1));
  return doubt === null
    ? null
    : reject(doubt.kind === 'not-read' ? 'LineNotRead' : 'NothingToEnd', doubt.why);
}

/** What the last billed day of a line follows from; undefined: it is not in the total of the group. */
export function endFactsOf(
  { line, changeable }: Pick<DecisionFacts, 'line' | 'changeable'>,
  { lines, lastCounted, isReadTwice }: EndingFacts,
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
        isReadTwice,
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
  if (target?.locked != null && target.locked.id !== 'usage.locked.begins')
    return reject('NothingToEnd', message('decisions.locked', { line: psaLineId, reason: target.locked }));
  switch (ends.kind) {
    case 'day':
      return stayingRejection(facts, ends.day);
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

/**
 * The last billed day that is suggested for a duplicate is the day before the lines that stay bill the customer's units,
 * where that is later: a line that Seatwise created may begin only then.
 */
export function suggestedEnd(facts: DecisionFacts, of: EndFacts): LastBilledDay {
  const ends = lastBilledDay(of);
  const staying = facts.ending?.sibling ?? null;
  if (ends.kind !== 'day' || staying === null || stayingRejection(facts, ends.day) === null) return ends;
  const [begins] = staying.lines
    .flatMap(({ effectiveDate }) => effectiveDate ?? [])
    .filter((day) => day > addDays(ends.day, 1) && stayingRejection(facts, addDays(day, -1)) === null)
    .sort();
  if (begins === undefined) return ends;
  const day = addDays(begins, -1);
  return { ...ends, day, why: message('decisions.end.why-others-begin', { begins }) };
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
  const ends = suggestedEnd(facts, of);
  if (ends.kind !== 'day') return lineRejection(facts, psaLineId, ends) ?? notApprovable(facts.line);
  const day = wanted ?? ends.day;
  const rejected = lineRejection(facts, psaLineId, { ...ends, day });
  if (rejected !== null) return rejected;
  const notOffered =
    rejectsLastDay(day, ends, of, facts.today) ?? bookedConflict(facts, psaLineId, target, day);
  if (notOffered !== null) return reject('LastDayNotOffered', notOffered, { offer: [ends.day] });
  const { currency, effectPerInvoice, effectPerMonth } = target.effectOfEnd();
  const { billingCycle: cycle } = of.target;
  return {
    decision: 'end',
    change: { kind: 'end-line', ...endDates(day, facts.canceledDay) },
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
    // A line that takes its company above its units later is a duplicate once a person decides to end it.
    rememberTarget: facts.line.kind === 'billed-twice' && roleOf(facts, psaLineId) === null,
    ...(cycle === null || !hasKnownLength(cycle)
      ? {}
      : { invoicedBy: shiftByCycle(addDays(day, 1), cycle, 1) }),
    whyLastDay:
      day === ends.day ? ends.why : message('decisions.end.why-chosen', { day, suggested: ends.day }),
  };
}

const roleOf = ({ line }: DecisionFacts, psaLineId: string) =>
  line.lines.find((source) => source.psaLineId === psaLineId)?.role ?? null;

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
