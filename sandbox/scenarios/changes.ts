import { imported } from '../connectwise/resources.ts';
import { nextTimestamp } from '../connectwise/wire.ts';
import type { RequestLog } from '../request-log.ts';
import type { PsaAddition, PsaAgreement, Scenario } from '../scenario.ts';
import { invoiceDateMoved, isInvoiced } from './billing-cycles.ts';
import { addInvoice, removeInvoices } from './created-invoices.ts';
import { dayIn } from './days.ts';

/** What a person may change on a line of an agreement. */
export type LineChanges = Partial<Omit<PsaAddition, 'id' | 'lastUpdated' | 'updatedBy'>>;

export type LineEdit =
  | { readonly ok: true; readonly changed: boolean; readonly line: PsaAddition }
  | { readonly ok: false; readonly code: 'UnknownLine' };

/** A person edits a line in the PSA; each field that changes is one log entry, one set to what it was is none. */
export function editLine(
  scenario: Scenario,
  lineId: number,
  changes: LineChanges,
  requestLog: RequestLog,
  now: Date,
): LineEdit {
  const line = scenario.connectwise.additions.find((candidate) => candidate.id === lineId);
  if (line === undefined) return { ok: false, code: 'UnknownLine' };
  const before: Readonly<Record<string, unknown>> = { ...line };
  const at = now.toISOString();
  const different = Object.entries(changes).filter(
    ([field, value]) =>
      Object.hasOwn(before, field) && JSON.stringify(before[field]) !== JSON.stringify(value),
  );
  for (const [field, after] of different) {
    requestLog.change({
      at,
      by: 'person',
      object: 'connectwise.addition',
      id: String(lineId),
      field,
      before: before[field],
      after,
    });
  }
  if (different.length > 0) {
    Object.assign(line, Object.fromEntries(different), { lastUpdated: at, updatedBy: 'person' });
  }
  return { ok: true, changed: different.length > 0, line };
}

export interface MadeInvoice {
  readonly agreementId: number;
  readonly invoiceDate: string;
  readonly nextInvoiceDate: string;
}

/** Which agreements the next billing run takes: all that are due on the earliest invoice date to come. */
function dueNext(scenario: Scenario, now: Date): PsaAgreement[] {
  const today = dayIn(scenario.connectwise.serverTimeZone, now);
  const invoiced = scenario.connectwise.agreements.filter(isInvoiced);
  const dates = invoiced
    .flatMap(({ nextInvoiceDate }) => nextInvoiceDate ?? [])
    .filter((day) => day >= today);
  const runDate = dates.sort()[0];
  if (runDate === undefined) return [];
  return invoiced.filter(({ nextInvoiceDate }) => nextInvoiceDate !== null && nextInvoiceDate <= runDate);
}

/**
 * Makes invoices: each agreement's next invoice date moves one cycle on. Without ids it is the next billing run of
 * the whole PSA, which leaves agreements due later alone; an agreement that bills nothing gets no invoice, and one
 * without a date of its own is on its parent's.
 */
export function makeInvoice(
  scenario: Scenario,
  agreementIds: readonly number[] | undefined,
  requestLog: RequestLog,
  now: Date,
): readonly MadeInvoice[] {
  const chosen = agreementIds === undefined ? dueNext(scenario, now) : invoicedWith(scenario, agreementIds);
  return chosen.filter(isInvoiced).flatMap((agreement) => {
    const moved = moveInvoiceDate(agreement, 1, requestLog, now);
    if (moved !== null) addInvoice(scenario.connectwise, agreement, moved.before);
    return moved === null
      ? []
      : [{ agreementId: agreement.id, invoiceDate: moved.before, nextInvoiceDate: moved.after }];
  });
}

/** A person deletes the last invoice of these agreements: their next invoice date goes one cycle back. */
export function undoInvoice(
  scenario: Scenario,
  agreementIds: readonly number[],
  requestLog: RequestLog,
  now: Date,
): void {
  for (const agreement of invoicedWith(scenario, agreementIds)) {
    const moved = moveInvoiceDate(agreement, -1, requestLog, now);
    if (moved !== null) removeInvoices(scenario.connectwise, agreement, moved.after);
  }
}

/** The agreements whose date counts for these, each once: a child without a date is invoiced with its parent (RULES 3). */
function invoicedWith(scenario: Scenario, agreementIds: readonly number[]): PsaAgreement[] {
  const { agreements } = scenario.connectwise;
  const chosen = agreements
    .filter(({ id }) => agreementIds.includes(id))
    .map((one) => {
      const parent = agreements.find(({ id }) => id === one.parentAgreement?.id);
      return one.nextInvoiceDate === null && parent !== undefined ? parent : one;
    });
  return [...new Set(chosen)];
}

function moveInvoiceDate(
  agreement: PsaAgreement,
  cyclesOn: 1 | -1,
  requestLog: RequestLog,
  now: Date,
): { readonly before: string; readonly after: string } | null {
  const [before, after] = [agreement.nextInvoiceDate, invoiceDateMoved(agreement, cyclesOn)];
  if (before === null || after === null) return null;
  requestLog.change({
    at: now.toISOString(),
    by: 'person',
    object: 'connectwise.agreement',
    id: String(agreement.id),
    field: 'nextInvoiceDate',
    before,
    after,
  });
  agreement.nextInvoiceDate = after;
  agreement.lastUpdated = nextTimestamp(agreement.lastUpdated ?? imported.lastUpdated, now);
  return { before, after };
}
