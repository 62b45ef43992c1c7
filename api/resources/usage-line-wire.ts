import { isOutside } from '../../domain/usage/line-roles.ts';
import { assigneeStatus } from '../../domain/assignees.ts';
import { type CalledIfKnown, inNames, sparing } from '../../domain/called.ts';
import type { LineStatus } from '../../db/lists/line-status.ts';
import type { AgreementKey } from '../../db/lists/psa-agreements.ts';
import type { ListedUsageLine } from '../../db/lists/usage-lines.ts';
import { decimal, decimalText, type DecimalText } from '../../domain/quantity.ts';
import type { UsageMoney } from '../../domain/usage/composition.ts';
import { shrinkReason } from '../../domain/usage/checks.ts';
import type { UsageLineFlag } from '../../domain/usage/line-flags.ts';
import { measureOf } from '../../domain/usage/measures.ts';
import type { BillingTargetDecision } from '../../domain/usage/billing-target.ts';
import { targetInvoice, describeBillingTarget } from '../../domain/write-back/billing-target-on.ts';
import { iso } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import { today } from '../today.ts';

/** Null: the agreement has none. */
type TypeOfAgreement = (key: AgreementKey) => string | null;

/** Agreements whose type the lines on the wire name. */
export const agreementsOf = (rows: readonly ListedUsageLine[]): readonly AgreementKey[] =>
  rows.flatMap(({ integrationId, composed: { lines, advice } }) =>
    [
      ...lines.map(({ agreementId }) => agreementId),
      ...(advice?.kind === 'create-line' ? advice.agreementIds : []),
    ].map((foreignId) => ({ integrationId, foreignId })),
  );

/** In its texts no word of these names is changed. */
export const sparingNamesOf = (
  { label, companyName, composed }: Pick<ListedUsageLine, 'label' | 'companyName' | 'composed'>,
  called: CalledIfKnown | null,
): CalledIfKnown | null =>
  sparing(called, [
    label,
    companyName,
    ...composed.accounts.map(({ name }) => name),
    ...[...composed.lines, ...(composed.vanished ?? []), ...(composed.found ?? [])].flatMap(
      ({ agreementName, productIdentifier }) => [agreementName, productIdentifier],
    ),
    ...(composed.found ?? []).map((line) => line.companyName),
  ]);

/** A usage line with what was decided about it; `status` is absent only for a line that went meanwhile. */
export const usageLineWire = (
  row: ListedUsageLine,
  status: LineStatus | undefined,
  given: CalledIfKnown | null,
  typeOf: TypeOfAgreement,
) => {
  const called = sparingNamesOf(row, given);
  return {
    id: row.id,
    integrationId: row.integrationId,
    groupKey: row.groupKey,
    label: row.label,
    kind: row.kind,
    flags: row.flags.map((flag) => ({ ...flag, reason: inNames(reasonOf(flag, row), called) })),
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
    ...billedOn(row, typeOf),
    vendorQuantity: row.vendorQuantity,
    psaQuantity: row.psaQuantity,
    includedBeside: row.composed.includedBeside,
    variance: row.variance,
    target: row.composed.target,
    billingTarget: billingTargetWire(row.composed.billingTarget, row.composed.money, called),
    needsTarget: row.composed.needsTarget,
    money: moneyWire(row.composed.money, called),
    reason: inNames(row.composed.reason, called),
    waiting: status === undefined ? null : waitingWire(row, status),
    writeBack: status === undefined ? null : writeBackWire(status),
    decisionDetail: status === undefined ? null : decisionWire(row, status),
    note: status === undefined ? null : noteWire(status),
    noteVersion: status?.noteVersion ?? 0,
    vendorReadAt: row.composed.vendorReadAt,
    psaReadAt: row.composed.psaReadAt,
    notRead: notReadWire(row, called),
    changedAt: iso(row.changedAt),
  };
};

/** How many accounts fell is not the line's own: it is said in the figures of the last composition. */
const reasonOf = (flag: UsageLineFlag, { fallOfAll }: ListedUsageLine): string =>
  flag.flag === 'held' && flag.check === 'shrink-of-many' && fallOfAll !== null
    ? shrinkReason(fallOfAll)
    : flag.reason;

/** Each product and agreement once, in the order of the lines. */
function billedOn(
  { integrationId, composed: { kind, lines, advice } }: ListedUsageLine,
  typeOf: TypeOfAgreement,
) {
  const agreement = (id: string, name: string) => ({
    id,
    name,
    type: typeOf({ integrationId, foreignId: id }),
  });
  const counting = lines.filter(({ live, role }) => live && (kind === 'billed-twice' || !isOutside(role)));
  if (counting.length === 0 && advice?.kind === 'create-line')
    return {
      products: advice.productIdentifier === null ? [] : [advice.productIdentifier],
      agreements: advice.agreementIds.map((id, nth) => agreement(id, advice.agreementNames[nth] ?? id)),
    };
  const names = new Map(counting.map(({ agreementId, agreementName }) => [agreementId, agreementName]));
  return {
    products: [
      ...new Set(counting.map(({ productIdentifier, productId }) => productIdentifier ?? productId)),
    ],
    agreements: [...names].map(([id, name]) => agreement(id, name)),
  };
}

function notReadWire({ composed: { notRead } }: ListedUsageLine, called: CalledIfKnown | null) {
  if (notRead === null) return null;
  const { code, at, reason } = notRead;
  return { cause: causeOf(code, reason, called), at, reason: inNames(reason, called) };
}

/** To two decimals in any currency: how the PSA prorates is not known to the last of them. */
const aboutPartOf = (amount: DecimalText, share: number): DecimalText =>
  decimalText(decimal(amount).times(share).toDecimalPlaces(2));

const moneyWire = ({ note, ...money }: UsageMoney, called: CalledIfKnown | null) => ({
  ...money,
  note: note === null ? null : inNames(note, called),
});

/** Where a change would land, for people; null: nothing would be changed. */
export function billingTargetText(
  decision: BillingTargetDecision | null,
  called: CalledIfKnown | null,
): string | null {
  const text = describeBillingTarget(decision, today());
  return text === null ? null : inNames(text, called);
}

function billingTargetWire(
  decision: BillingTargetDecision | null,
  { effectPerInvoice }: UsageMoney,
  called: CalledIfKnown | null,
) {
  const text = billingTargetText(decision, called);
  if (decision === null || text === null) return null;
  switch (decision.kind) {
    case 'billingTarget': {
      const { billingTarget, period, days = [], later = [], untilShare } = decision;
      const part = (share: number | undefined): DecimalText | null =>
        share === undefined || effectPerInvoice === null ? null : aboutPartOf(effectPerInvoice, share);
      return {
        kind: 'billingTarget',
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
      return { kind: 'cannot', reason: inNames(decision.reason, called), text };
  }
}

/** What waits, and what would differ even once it is done: a further decision (RULES 6). */
export function waitingWire({ composed }: Pick<ListedUsageLine, 'composed'>, status: LineStatus) {
  const { liveId, liveApproval, liveState, liveBefore, liveAfter, liveBillingTarget, liveInvoice } = status;
  if (liveId === null || liveBillingTarget === null || liveInvoice === null) return null;
  return {
    approvalId: liveApproval,
    approvalLineId: liveId,
    state: liveState,
    before: liveBefore,
    after: liveAfter,
    targetInvoice: targetInvoice(liveBillingTarget, liveInvoice, today()),
    billingTarget: liveBillingTarget,
    invoiceDate: liveInvoice,
    furtherVariance: composed.onceDone?.variance ?? null,
  };
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
