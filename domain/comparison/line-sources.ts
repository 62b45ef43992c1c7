import { type Message, message } from '../../messages/message.ts';
import type {
  AccountSource,
  AgreementReading,
  LineSource,
  VendorAccountFacts,
} from '../usage/composition.ts';
import type { GroupLine } from './group-line.ts';
import type { AssessedLine } from './line-assessment.ts';

/** What a usage line is made of: these are what a change of one is traced to its lines by. */
export const sourceKinds = ['vendor-account', 'psa-line'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** An account as the evidence of a line shows it (RULES 6: counts, reads, sources). */
export function accountSource(account: VendorAccountFacts): AccountSource {
  const { lastComplete } = account;
  return {
    accountId: account.id,
    name: account.name,
    ...(account.edition === null ? {} : { edition: account.edition }),
    seats: lastComplete?.seats ?? null,
    byStatus: lastComplete?.byStatus ?? null,
    countId: lastComplete?.countId ?? null,
    readAt: lastComplete?.readAt ?? null,
    syncRunId: lastComplete?.syncRunId ?? null,
    newestRead: account.newestRead,
  };
}

/** A PSA line as the evidence of a line shows it; neighbors and lines that are not live included. */
export function lineSource(
  groupLine: AssessedLine & Partial<Pick<GroupLine, 'role' | 'included'>>,
  readings: ReadonlyMap<string, AgreementReading>,
): LineSource {
  const { line, agreement, usability, role = null, included = null } = groupLine;
  const booked = agreement?.dated?.booked?.[line.id] ?? [];
  return {
    psaLineId: line.id,
    agreementId: line.agreementId,
    agreementName: agreement?.name ?? line.agreementId,
    companyId: groupLine.companyId ?? '',
    productId: line.productId,
    productIdentifier: line.productIdentifier,
    ...(line.description === null ? {} : { description: line.description }),
    quantity: line.quantity,
    lessIncluded: line.lessIncluded,
    ...(line.minimum === undefined ? {} : { minimum: line.minimum }),
    unitPrice: line.unitPrice,
    currency: groupLine.currency,
    billCustomer: line.billCustomer,
    effectiveDate: line.effectiveDate,
    cancelledDate: line.cancelledDate,
    nextInvoiceDate: usability?.nextInvoiceDate ?? null,
    ...(agreement?.dated == null ? {} : { billsByDay: true }),
    ...(booked.length === 0 ? {} : { booked }),
    billingCycle: usability?.billingCycle?.name ?? null,
    status: line.status,
    live: groupLine.status === 'live',
    ...(groupLine.status === 'future' && usability?.usable === true ? { beginsLater: true } : {}),
    ...(agreement?.endDate == null ? {} : { agreementEnds: agreement.endDate }),
    ...(groupLine.continues === undefined ? {} : { continues: groupLine.continues }),
    notLiveReason: groupLine.notLiveReason,
    ...(groupLine.own === undefined ? {} : { ownDates: groupLine.own }),
    role,
    included,
    readAt: readings.get(line.agreementId)?.lastCompleteAt ?? null,
  };
}

/** What its counting noticed, such as an unknown status. */
export const countWarnings = ({ id, lastComplete }: VendorAccountFacts): readonly Message[] =>
  (lastComplete?.flags ?? []).map((flag) => message('usage.warning.count', { account: id, flag }));
