import { isOutside } from '../../../domain/usage/line-roles.ts';
import { assigneeStatus } from '../../../domain/assignees.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { LineStatus } from '../../../db/lists/line-status.ts';
import type { ListedUsageLine } from '../../../db/lists/usage-lines.ts';
import { decimal, decimalText, type DecimalText } from '../../../domain/quantity.ts';
import { billableOf, type UsageMoney } from '../../../domain/usage/composition.ts';
import { measureOf } from '../../../domain/usage/measures.ts';
import type { BillingTargetDecision } from '../../../domain/usage/billing-target.ts';
import { targetInvoice } from '../../../domain/decisions/billing-target-text.ts';
import { iso } from '../../list-answer.ts';
import { causesIn } from '../../problems.ts';
import { messageWire } from '../../rendering.ts';
import { today } from '../../today.ts';
import { flagWire, moneyWire } from './composed-wire.ts';
import { scopedRuleWire } from './line-rule-wire.ts';
import type { LineTexts } from './line-texts.ts';

/** A usage line with what was decided about it; `status` is absent only for a line that went meanwhile. */
export const usageLineWire = (row: ListedUsageLine, status: LineStatus | undefined, texts: LineTexts) => {
  const render = texts.renderer(row.integrationId);
  return {
    id: row.id,
    integrationId: row.integrationId,
    groupKey: row.groupKey,
    label: row.label,
    kind: row.kind,
    flags: row.flags.map((flag) => flagWire(flag, row.fallOfAll, render)),
    decision: row.decision,
    need: row.need,
    measure: measureOf({
      kind: row.kind,
      decision: row.decision,
      flags: row.flags.map(({ flag }) => flag),
      open: row.need !== null,
      read: row.composed.notRead === null,
    }),
    version: row.version,
    company: row.companyId === null ? null : { id: row.companyId, name: row.companyName ?? row.companyId },
    accountNames: row.composed.accounts.map(({ name }) => name),
    accountId: row.vendorAccountId,
    service: { id: row.serviceId, name: row.serviceName },
    ...billedOn(row, texts.typeOf),
    vendorQuantity: row.vendorQuantity,
    billableUnits: billableOf(row.composed),
    rule: scopedRuleWire(row, texts),
    psaQuantity: row.psaQuantity,
    includedBeside: row.composed.includedBeside,
    variance: row.variance,
    target: row.composed.target,
    billingTarget: billingTargetWire(row.composed.billingTarget, row.composed.money, render),
    needsTarget: row.composed.needsTarget,
    money: moneyWire(row.composed.money, render),
    reason: messageWire(render, row.composed.reason),
    waiting: status === undefined ? null : waitingWire(row, status, render),
    writeBack: status === undefined ? null : writeBackWire(status),
    decisionDetail: status === undefined ? null : decisionWire(row, status),
    note: status === undefined ? null : noteWire(status),
    noteVersion: status?.noteVersion ?? 0,
    vendorReadAt: row.composed.vendorReadAt,
    psaReadAt: row.composed.psaReadAt,
    beginsOn: row.composed.beginsOn ?? null,
    endsOn: row.composed.endsOn ?? null,
    notRead: notReadWire(row, render),
    changedAt: iso(row.changedAt),
  };
};

/** Each product and agreement once, in the order of the lines. */
function billedOn(
  { integrationId, composed: { kind, lines, advice } }: ListedUsageLine,
  typeOf: LineTexts['typeOf'],
) {
  const agreement = (id: string, name: string) => ({
    id,
    name,
    type: typeOf({ integrationId, id }),
  });
  const counting = lines.filter(({ live, beginsLater, role }) =>
    kind === 'billed-twice' ? live || beginsLater === true : live && !isOutside(role),
  );
  if (counting.length === 0 && advice?.kind === 'create-line')
    return {
      products: advice.productIdentifier === null ? [] : [advice.productIdentifier],
      descriptions: [],
      agreements: advice.agreementIds.map((id, nth) => agreement(id, advice.agreementNames[nth] ?? id)),
    };
  const names = new Map(counting.map(({ agreementId, agreementName }) => [agreementId, agreementName]));
  return {
    products: [
      ...new Set(counting.map(({ productIdentifier, productId }) => productIdentifier ?? productId)),
    ],
    descriptions: [...new Set(counting.flatMap(({ description }) => description ?? []))],
    agreements: [...names].map(([id, name]) => agreement(id, name)),
  };
}

function notReadWire({ composed: { notRead } }: ListedUsageLine, render: Renderer) {
  if (notRead === null) return null;
  const reason = messageWire(render, notRead.reason);
  const cause = causesIn(render)(notRead.code, null);
  return {
    cause: cause === null ? null : { ...cause, detail: reason.message },
    at: notRead.at,
    reason,
  };
}

/** To two decimals in any currency: how the PSA prorates is not known to the last of them. */
const aboutPartOf = (amount: DecimalText, share: number): DecimalText =>
  decimalText(decimal(amount).times(share).toDecimalPlaces(2));

/** On which invoice a change would bill; null: nothing would be changed. */
export function billingTargetWords(decision: BillingTargetDecision | null): Message | null {
  switch (decision?.kind) {
    case undefined:
      return null;
    case 'billing-target':
      return targetInvoice(decision.billingTarget, decision.period.invoiceDate);
    case 'not-set':
      return message('usage.target.not-set');
    case 'cannot':
      return message('usage.target.cannot', { why: decision.reason });
  }
}

function billingTargetWire(
  decision: BillingTargetDecision | null,
  { effectPerInvoice }: UsageMoney,
  render: Renderer,
) {
  const words = billingTargetWords(decision);
  if (decision === null || words === null) return null;
  const text = messageWire(render, words);
  switch (decision.kind) {
    case 'billing-target': {
      const { billingTarget, period, days = [], later = [], untilShare } = decision;
      const part = (share: number | undefined): DecimalText | null =>
        share === undefined || effectPerInvoice === null ? null : aboutPartOf(effectPerInvoice, share);
      return {
        kind: 'billing-target',
        billingTarget,
        invoiceDate: period.invoiceDate,
        periodBegins: period.begins,
        periodEnds: period.ends,
        days: days.map(({ day, share }) => ({ day, bills: part(share) })),
        later: later.map((period) => ({ day: period.day, untilThen: part(period.untilShare) })),
        untilThen: part(untilShare),
        text,
      };
    }
    case 'not-set':
      return { kind: 'not-set', agreementTypeId: decision.agreementTypeId, text };
    case 'cannot':
      return { kind: 'cannot', reason: messageWire(render, decision.reason), text };
  }
}

/** What waits, and what would differ even once it is done: a further decision (RULES 6). */
export function waitingOf({ composed }: Pick<ListedUsageLine, 'composed'>, status: LineStatus) {
  const { liveId, liveApproval, liveState, liveBefore, liveAfter, liveBillingTarget, liveInvoice } = status;
  if (liveId === null || liveBillingTarget === null || liveInvoice === null) return null;
  return {
    approvalId: liveApproval,
    approvalLineId: liveId,
    state: liveState,
    before: liveBefore,
    after: liveAfter,
    targetInvoice: targetInvoice(liveBillingTarget, liveInvoice),
    billingTarget: liveBillingTarget,
    invoiceDate: liveInvoice,
    furtherVariance: composed.onceDone?.variance ?? null,
  };
}

function waitingWire(row: ListedUsageLine, status: LineStatus, render: Renderer) {
  const waiting = waitingOf(row, status);
  return waiting === null ? null : { ...waiting, targetInvoice: messageWire(render, waiting.targetInvoice) };
}

const writeBackWire = (status: LineStatus) =>
  status.newestId === null
    ? null
    : {
        approvalId: status.newestApproval,
        approvalLineId: status.newestId,
        state: status.newestState,
        code: status.newestCode,
        after: status.newestAfter,
        billedFrom: status.newestBilledFrom,
      };

/** Who decided what the line's decision says, and when; null while it is open. */
export function decisionWire(row: ListedUsageLine, status: LineStatus) {
  if (row.decision === 'approved') {
    const { liveBy, liveByName, liveAt, liveReason, liveAfter, liveBillingTarget } = status;
    if (liveBy === null || liveAt === null) return null;
    return {
      by: { ...liveBy, name: liveByName },
      at: iso(liveAt),
      reason: liveReason,
      quantity: liveAfter,
      billingTarget: liveBillingTarget,
      targetPsaLineId: null,
      newLine: null,
    };
  }
  const { storedState, storedBy, storedByName, storedAt, storedReason } = status;
  if (storedState !== row.decision || storedBy === null || storedAt === null) return null;
  return {
    by: { ...storedBy, name: storedByName },
    at: iso(storedAt),
    reason: storedReason,
    quantity: status.storedQuantity,
    billingTarget: status.storedBillingTarget,
    targetPsaLineId: status.storedTarget,
    newLine: status.storedNewLine,
  };
}

/** Null: no note and no assignee. */
export function noteWire(status: LineStatus) {
  const { noteText, noteUntil, noteBy, noteByName, noteAt, assigneeId } = status;
  if (noteBy === null || noteAt === null || (noteText === null && assigneeId === null)) return null;
  return {
    text: noteText,
    assignee: assigneeWire(status),
    until: noteUntil,
    isDue: noteUntil !== null && noteUntil <= today(),
    by: { ...noteBy, name: noteByName },
    at: iso(noteAt),
  };
}

function assigneeWire({ assigneeId, assigneeName, assigneeRole, assigneeDisabledAt }: LineStatus) {
  if (assigneeId === null || assigneeName === null || assigneeRole === null) return null;
  return {
    id: assigneeId,
    name: assigneeName,
    status: assigneeStatus({ role: assigneeRole, disabledAt: assigneeDisabledAt }),
  };
}
