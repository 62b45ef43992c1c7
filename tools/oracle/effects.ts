import { isOutside } from '../../domain/usage/line-roles.ts';
import { decimal } from '../../domain/quantity.ts';
import { presentIdOf } from '../../domain/reconciliation/psa.ts';
import { targetsNextInvoice } from '../../domain/usage/billing-target.ts';
import type { ChangeEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { unitsApproved } from './billing-rules.ts';
import type { IntentFact, LineFact, OracleFacts } from './facts.ts';
import {
  changesOf,
  instant,
  lastReadingBefore,
  nextInvoiceAfter,
  once,
  type PsaLineRef,
  quantityAfter,
  quantityChanges,
  sameNumber,
  unreadBefore,
  writeRequests,
} from './psa-history.ts';
import { asksAsApproved, evaluateLineChanges, intentOfLineChange, isMade } from './line-changes.ts';
import { bookedLater, lastBilledDay, line as psaLine, type MadeLine } from './psa-evidence.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** A change in the PSA with the sending it came from, as far as the ledger tells. */
export interface Effect {
  readonly change: ChangeEntry;
  readonly intent: IntentFact | null;
  /** Without an intent: the newest that was approved before with this quantity. */
  readonly line: LineFact | null;
}

/**
 * The sending that a change or request came from: the newest before it of that value, else the newest that was still
 * under way. An ended one of another value has nothing to do with it.
 */
function intentBehind(
  facts: OracleFacts,
  psaLineId: string,
  entry: { readonly at: string },
  value: unknown,
): IntentFact | null {
  const before = facts.intents
    .filter((intent) => intent.psaLineId === psaLineId && intent.sentAt <= instant(entry))
    .sort((a, b) => b.sentAt - a.sentAt);
  const underWay = ({ lineId }: IntentFact): boolean => {
    const finishedAt = facts.lines.find(({ id }) => id === lineId)?.finishedAt ?? null;
    return finishedAt === null || finishedAt >= instant(entry);
  };
  return before.find(({ after }) => sameNumber(after, value)) ?? before.find(underWay) ?? null;
}

/** Each quantity our API member changed, with the sending it came from. */
export const effectsOf = once((facts): readonly Effect[] =>
  quantityChanges(facts, 'api').map((change) => {
    const intent = intentBehind(facts, change.id, change, change.after);
    const line =
      intent === null
        ? approvedFor(facts, change)
        : (facts.lines.find(({ id }) => id === intent.lineId) ?? null);
    return { change, intent, line };
  }),
);

/** A created line is known by the ID that the PSA gave it. */
function approvedFor(facts: OracleFacts, change: ChangeEntry): LineFact | null {
  const [newest] = facts.lines
    .filter((line) => presentIdOf(line) === change.id && sameNumber(line.after, change.after))
    .filter(({ approvedAt }) => approvedAt <= instant(change))
    .sort((a, b) => b.approvedAt - a.approvedAt);
  return newest ?? null;
}

/** Every effective change against the ledger; and every request that asked for one. */
export function evaluateEffects(facts: OracleFacts, since: number): readonly Violation[] {
  const effects = effectsOf(facts);
  return [
    ...changesOf(facts)
      .filter((change) => change.by === 'api' && !isOfALine(change))
      .filter((change) => !(change.field === bookedLater && editedSinceReading(facts, change)))
      .map(({ object, id, field, seq }) => ({
        ...violation('other-change', `${object} ${id}: ${field} was changed by the api`),
        change: seq,
      })),
    ...effects.filter(({ change }) => change.seq > since).flatMap((effect) => evaluateEffect(facts, effect)),
    ...facts.lines.flatMap((line) => {
      const own = effects.filter((effect) => effect.line === line);
      return own.length <= 1
        ? []
        : [violation('applied-twice', `${nameOf(line)} took effect ${own.length} times`)];
    }),
    ...evaluateLineChanges(facts, since, countedIn(facts, effects)),
    ...evaluateRequests(facts, since),
  ];
}

/** Changes that took effect in the count of the license which their line follows. */
function countedIn({ additions }: OracleFacts, effects: readonly Effect[]): ReadonlySet<string> {
  const followers = new Set(
    additions.flatMap((one) => (one.followsLicense === true ? [String(one.id)] : [])),
  );
  return new Set(
    effects.flatMap(({ line, change }) => (line === null || !followers.has(change.id) ? [] : [line.id])),
  );
}

/** Quantities are evaluated here, lines that came and their last days in line-changes.ts. */
const isOfALine = (change: ChangeEntry): boolean =>
  change.object === psaLine &&
  (change.field === 'quantity' || change.field === lastBilledDay || isMade(change));

const violation = (kind: ViolationKind, words: string): Violation => ({ kind, words });

const nameOf = ({ label, psaLineId, before, after }: LineFact): string =>
  `${label}, line ${psaLineId}, ${before} → ${after}`;

function evaluateEffect(facts: OracleFacts, { change, intent, line }: Effect): readonly Violation[] {
  const shown = `line ${change.id}: ${String(change.before)} → ${String(change.after)} at ${change.at}`;
  if (line === null) return [violation('unapproved-change', `${shown} was never approved`)];
  if (intent === null)
    return [violation('intent-missing', `${shown} was approved, but no intent was stored before it`)];
  const found: Violation[] = [];
  const say = (kind: ViolationKind, words: string): void => {
    found.push({ ...violation(kind, `${nameOf(line)} (${shown}): ${words}`), change: change.seq });
  };
  if (line.approvedAt > intent.sentAt || line.approvedAt > instant(change))
    say('written-before-approval', 'it was written before it was approved');
  if (!sameNumber(change.after, line.after) || !sameNumber(intent.after, line.after))
    say('not-as-approved', 'another quantity than approved was written');
  // A line that was created may have one unit before it gets those that were approved.
  if (line.change.kind !== 'create-line' && !sameNumber(change.before, line.before))
    say('before-differs', 'the line did not have the quantity the approval was made on');
  if (line.finishedAt !== null && instant(change) > line.finishedAt) {
    say('late-effect', `it took effect after it had ended ${line.state}`);
    return found;
  }
  if (['unchanged', 'stale', 'canceled', 'rejected'].includes(line.state))
    say('effect-of-ended', `it ended ${line.state}`);
  const date = nextInvoiceAfter(facts, line.agreementId, change.seq);
  const billingTarget =
    date !== null &&
    (targetsNextInvoice(line.billingTarget) ? date === line.invoiceDate : date > line.invoiceDate);
  if (line.decision !== 'prove' && line.change.kind === 'set-quantity' && !billingTarget)
    say(
      'billed-elsewhere',
      `approved ${line.billingTarget} ${line.invoiceDate}, the next invoice was ${date ?? 'none'}`,
    );
  found.push(...evaluateSum(facts, line, change), ...evaluateNeighbors(facts, line, change));
  return found;
}

/** The group's live lines after the write against what was approved, unless a person edited after the last reading. */
function evaluateSum(facts: OracleFacts, line: LineFact, change: ChangeEntry): readonly Violation[] {
  const others = line.composed.lines.filter(
    ({ psaLineId, live, role }) => live && !isOutside(role) && psaLineId !== line.psaLineId,
  );
  const edited = others.some((other) => editedBetween(facts, other, change.seq));
  if (edited) return [];
  const sum = (quantities: readonly unknown[]) =>
    quantities.reduce((total: ReturnType<typeof decimal>, one) => total.plus(String(one)), decimal('0'));
  const approved = sum([line.after, ...others.map(({ quantity }) => quantity ?? Number.NaN)]);
  const present = [
    ...[change.id, ...others.map(({ psaLineId }) => psaLineId)].map(
      (id) => quantityAfter(facts, id, change.seq) ?? Number.NaN,
    ),
    ...addedSince(facts, line, change).flatMap((id) => quantityAfter(facts, id, change.seq) ?? []),
  ];
  const found: Violation[] = [];
  if (!approved.equals(sum(present)))
    found.push({
      ...violation(
        'sum-differs',
        `${nameOf(line)}: approved were ${approved.toFixed()} in all, live lines have ${present.join(' + ')}`,
      ),
      change: change.seq,
    });
  const units = unitsApproved(facts, line);
  if (units !== null && !approved.minus(line.composed.includedBeside).equals(units))
    found.push(
      violation(
        'sum-differs',
        `${nameOf(line)}: ${approved.toFixed()} in all were approved on a count of ${line.countOn}, billed as ${units}`,
      ),
    );
  return found;
}

/** Lines of its product that a person added to its agreement since the approval, and that were read before it was sent. */
function addedSince(facts: OracleFacts, line: LineFact, { id, seq }: ChangeEntry): readonly string[] {
  const productId = facts.additions.find((one) => String(one.id) === id)?.productId;
  if (productId === undefined) return [];
  const sent = writeRequests(facts).findLast((one) => one.seq < seq && String(one.write?.lineId) === id);
  const read = lastReadingBefore(facts, line, sent?.seq ?? seq);
  return changesOf(facts).flatMap((one) => {
    if (one.by !== 'person' || one.object !== psaLine || one.field !== '*' || one.after === null) return [];
    const made = one.after as MadeLine;
    const isBeside = made.productId === String(productId) && made.agreementId === line.agreementId;
    return isBeside && one.seq < read && instant(one) >= line.approvedAt ? [one.id] : [];
  });
}

/** A person edited a line after its last reading before an entry. */
function editedBetween(facts: OracleFacts, line: PsaLineRef, before: number): boolean {
  const read = lastReadingBefore(facts, line, before);
  return quantityChanges(facts, 'person').some(
    ({ id, seq }) => id === line.psaLineId && seq > read && seq < before,
  );
}

function editedSinceReading(facts: OracleFacts, { id, seq }: ChangeEntry): boolean {
  const line = facts.lines.find(({ psaLineId }) => psaLineId === id);
  return line !== undefined && editedBetween(facts, line, seq);
}

/** A line that another approval counted on as unchanged, written while that one was under way. */
function evaluateNeighbors(facts: OracleFacts, line: LineFact, change: ChangeEntry): readonly Violation[] {
  return facts.lines
    .filter(
      (other) =>
        other.id !== line.id &&
        other.approvedAt <= instant(change) &&
        (other.finishedAt === null || other.finishedAt > instant(change)) &&
        other.psaLineId !== change.id &&
        other.composed.lines.some(({ psaLineId, live }) => live && psaLineId === change.id),
    )
    .map((other) =>
      violation('neighbor-affected', `line ${change.id} was written while ${nameOf(other)} was under way`),
    );
}

function evaluateRequests(facts: OracleFacts, since: number): readonly Violation[] {
  const requests = writeRequests(facts).filter(({ seq }) => seq > since);
  const perIntent = new Map<IntentFact, RequestEntry[]>();
  const found = requests.flatMap((request) => {
    const name = `${request.method} ${request.path} at ${request.at}`;
    const { write } = request;
    const ofLine = intentOfLineChange(facts, request);
    const isQuantity = write !== null && write.newLine === undefined && write.field !== lastBilledDay;
    const intent = isQuantity ? intentBehind(facts, String(write.lineId), request, write.value) : ofLine;
    const line = facts.lines.find(({ id }) => id === intent?.lineId);
    if (write === null || intent === null || line === undefined)
      return [violation('request-without-intent', `${name} has no intent`)];
    perIntent.set(intent, [...(perIntent.get(intent) ?? []), request]);
    const violations: Violation[] = [];
    const asApproved = !isQuantity
      ? asksAsApproved(request, line)
      : write.field === 'quantity' &&
        typeof write.value === 'number' &&
        Number.isInteger(write.value) &&
        sameNumber(write.value, line.after) &&
        String(write.agreementId) === line.agreementId &&
        (write.day === null || write.day === line.invoiceDate);
    if (!asApproved)
      violations.push(
        violation(
          'request-not-as-approved',
          `${name} asks for ${JSON.stringify(write)}, not ${nameOf(line)}`,
        ),
      );
    const unread = unreadBefore(facts, { ...line, psaLineId: intent.psaLineId }, request);
    if (unread.length > 0)
      violations.push(
        violation('sent-unread', `${name} was sent, not read right before were ${unread.join(' and ')}`),
      );
    if (facts.writeStopSince !== null && instant(request) > facts.writeStopSince)
      violations.push(violation('sent-while-stopped', `${name} was sent while writing stood still`));
    return violations;
  });
  const twice = [...perIntent].filter(([, sent]) => sent.length > 1);
  const counts = new Map<string, number>();
  for (const [intent, sent] of perIntent) {
    if (intent.outcome !== 'not-sent')
      counts.set(intent.lineId, (counts.get(intent.lineId) ?? 0) + sent.length);
  }
  return [
    ...found,
    ...twice.map(([{ psaLineId, sendNumber }, sent]) =>
      violation(
        'sent-twice-for-one-intent',
        `line ${psaLineId}: intent ${sendNumber} left ${sent.length} times`,
      ),
    ),
    ...facts.lines
      // A line that gets its units by a second write is sent in two steps, each once.
      .filter((line) => (counts.get(line.id) ?? 0) > (facts.sendsAgain || isInTwoSteps(line, facts) ? 2 : 1))
      .map((line) =>
        violation('too-many-sends', `${nameOf(line)} was sent ${counts.get(line.id) ?? 0} times`),
      ),
  ];
}

const isInTwoSteps = ({ change }: LineFact, { unitsFollow }: OracleFacts): boolean =>
  change.kind === 'create-line' && unitsFollow === true;
