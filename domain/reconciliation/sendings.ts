import { message } from '../../messages/message.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { IntentFact, LedgerFacts, LineFact } from './facts.ts';
import { targetsNextInvoice } from '../usage/billing-target.ts';
import { groupBy } from '../group-by.ts';
import { sameNumber } from './same-number.ts';

/** How long something may be under way before it is told, and the moment it is evaluated at. Milliseconds. */
export interface Patience {
  readonly now: number;
  /** An intent without outcome: longer than the wait before reading back, and some attempts at it. */
  readonly openIntentMs: number;
  /** An outbox row that no worker has taken to Temporal. */
  readonly outboxMs: number;
}

const minute = 60_000;

/** An open intent is read back after its wait, and then after each recheck; some minutes more, and nobody does. */
export const reconcilePatience = (unknownWaitMs: number): Omit<Patience, 'now'> => ({
  openIntentMs: unknownWaitMs + 15 * minute,
  outboxMs: 5 * minute,
});

/** What the rows tell of each sending: quantity, time and invoice against the approval; and what waits for too long. */
export function sendingDifferences(facts: LedgerFacts, patience: Patience): readonly Difference[] {
  const intents = groupBy(facts.intents, ({ lineId }) => lineId);
  return [
    ...facts.lines.flatMap((line) => [
      ...(intents.get(line.id) ?? []).flatMap((intent) => ofIntent(facts, line, intent, patience)),
      ...ofInvoice(line),
    ]),
    ...ofOutbox(facts, patience),
  ];
}

function ofIntent(
  { writeStopSince }: LedgerFacts,
  line: LineFact,
  intent: IntentFact,
  { now, openIntentMs }: Patience,
): readonly Difference[] {
  const found: Difference[] = [];
  const at = new Date(intent.sentAt).toISOString();
  if (!isAsApproved(intent, line)) {
    const { sendNumber, after, psaLineId } = intent;
    const write = { intent: sendNumber, after, line: psaLineId };
    found.push(differenceOf('not-as-approved', line, message('reconciliation.other-write', write)));
  }
  if (intent.sentAt < line.approvedAt)
    found.push(
      differenceOf('written-before-approval', line, message('reconciliation.sent-before-approval', { at })),
    );
  if (writeStopSince !== null && intent.sentAt > writeStopSince && intent.outcome !== 'not-sent')
    found.push(
      differenceOf('sent-while-stopped', line, message('reconciliation.sent-while-stopped', { at })),
    );
  if (intent.outcome === null && now - intent.sentAt > openIntentMs)
    found.push(differenceOf('intent-open-too-long', line, message('reconciliation.no-outcome', { at })));
  return found;
}

/** The change that was approved, or of a line that was created without units, the write that gives them to it. */
function isAsApproved(intent: IntentFact, { change, psaLineId, createdLineId, after }: LineFact): boolean {
  const isSame = intent.change === change.kind && intent.psaLineId === psaLineId;
  const givesUnits =
    change.kind === 'create-line' &&
    intent.change === 'set-quantity' &&
    createdLineId !== null &&
    intent.psaLineId === createdLineId;
  const lastBilledDay = 'lastBilledDay' in change ? change.lastBilledDay : null;
  return (isSame || givesUnits) && sameNumber(intent.after, after) && intent.lastBilledDay === lastBilledDay;
}

/** The invoice that the agreement showed just before sending is the one that was named (RULES 5). */
function ofInvoice(line: LineFact): readonly Difference[] {
  const { change, decision, billingTarget, invoiceDate, invoiceDateAtSending: date, sendCount } = line;
  // Dates of a line are set whatever the next invoice is.
  if (decision === 'prove' || sendCount === 0 || change.kind !== 'set-quantity') return [];
  const isAsApproved =
    date !== null && (targetsNextInvoice(billingTarget) ? date === invoiceDate : date > invoiceDate);
  if (isAsApproved) return [];
  const approved = { target: billingTarget, day: invoiceDate };
  const finding =
    date === null
      ? message('reconciliation.no-invoice', approved)
      : message('reconciliation.other-invoice', { ...approved, found: date });
  return [differenceOf('billed-elsewhere', line, finding)];
}

function ofOutbox({ outbox }: LedgerFacts, { now, outboxMs }: Patience): readonly Difference[] {
  const waiting = outbox.filter(({ relayed, createdAt }) => !relayed && now - createdAt > outboxMs);
  return [...new Set(waiting.map(({ approvalId }) => approvalId))].map((approvalId) => ({
    kind: 'not-relayed',
    subject: { approvalId },
    label: null,
    finding: message('reconciliation.not-relayed', { approval: approvalId }),
  }));
}
