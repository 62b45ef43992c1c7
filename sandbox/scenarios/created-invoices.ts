import type { ConnectWiseScenario, PsaAddition, PsaAgreement, PsaInvoice } from '../scenario.ts';
import { ownDatesOf, proratedAmounts } from '../connectwise/proration.ts';
import { invoiceDateMoved, isInvoiced } from './billing-cycles.ts';

type Billed = Pick<ConnectWiseScenario, 'companies' | 'agreements' | 'additions' | 'switches'>;

/** The newest invoice of each agreement before the day `now`, as its lines stood. */
export function newestInvoices(billed: Billed): PsaInvoice[] {
  const lines = new Map<number, PsaAddition[]>();
  for (const line of billed.additions)
    lines.set(line.agreementId, [...(lines.get(line.agreementId) ?? []), line]);
  return billed.agreements
    .filter(isInvoiced)
    .flatMap((agreement) => {
      const date = invoiceDateMoved(agreement, -1);
      return date === null || date < agreement.startDate ? [] : [{ agreement, date }];
    })
    .map(({ agreement, date }, nth) =>
      createdInvoice(billed, agreement, date, firstNumber + nth, (id) => lines.get(id) ?? []),
    );
}

const firstNumber = 60_001;

/** What an invoice of this day bills, of children without a date of their own too (RULES 3). */
export function addInvoice(connectwise: ConnectWiseScenario, agreement: PsaAgreement, date: string): void {
  const invoices = (connectwise.invoices ??= []);
  const id = invoices.reduce((highest, one) => Math.max(highest, one.id), firstNumber - 1) + 1;
  const linesOf = (agreementId: number): readonly PsaAddition[] =>
    connectwise.additions.filter((line) => line.agreementId === agreementId);
  invoices.push(createdInvoice(connectwise, agreement, date, id, linesOf));
}

/** The invoices of this day are deleted. */
export function removeInvoices(connectwise: ConnectWiseScenario, { id }: PsaAgreement, date: string): void {
  connectwise.invoices =
    connectwise.invoices?.filter((one) => one.agreement.id !== id || one.date !== date) ?? [];
}

function createdInvoice(
  billed: Billed,
  agreement: PsaAgreement,
  date: string,
  id: number,
  linesOf: (agreementId: number) => readonly PsaAddition[],
): PsaInvoice {
  const { agreements, companies, switches } = billed;
  const children = agreement.nextInvoiceDate === null ? [] : childrenOf(agreements, agreement);
  const lines = [agreement, ...children].flatMap((one) => {
    const dated = ownDatesOf(billed, one);
    const live = linesOf(one.id).filter((line) => isBilledOn(line, date, switches));
    return live.map((line) => ({ line, cents: billedCents(line) + proratedCents(line, dated, date) }));
  });
  const prints =
    switches.serialNumbers === 'printed' ? lines.flatMap(({ line }) => line.serialNumber ?? []) : [];
  return {
    id,
    invoiceNumber: `INV-${id}`,
    type: 'Agreement',
    date,
    agreement: { id: agreement.id, name: agreement.name },
    company: agreement.company,
    subtotal: lines.reduce((sum, { cents }) => sum + cents, 0) / 100,
    agreementAmount: 0,
    currency:
      agreement.currency ??
      companies.find((company) => company.id === agreement.company.id)?.currency ??
      'USD',
    ...(prints.length === 0 ? {} : { prints }),
  };
}

const childrenOf = (agreements: readonly PsaAgreement[], { id }: PsaAgreement): readonly PsaAgreement[] =>
  agreements.filter(
    (one) => one.parentAgreement?.id === id && one.nextInvoiceDate === null && isInvoiced(one),
  );

function isBilledOn(
  { effectiveDate, cancelledDate, billCustomer }: PsaAddition,
  date: string,
  { cancelledDay }: ConnectWiseScenario['switches'],
): boolean {
  const isOver =
    cancelledDate !== null && (cancelledDay === 'not-billed' ? cancelledDate <= date : cancelledDate < date);
  return billCustomer === 'Billable' && effectiveDate <= date && !isOver;
}

function billedCents({ quantity, lessIncluded, unitPrice }: PsaAddition): number {
  if (quantity === null || unitPrice === null) return 0;
  return Math.round(Math.max(0, quantity - (lessIncluded ?? 0)) * unitPrice * 100);
}

/** What a line adds that began within the period before this invoice, where the agreement prorates. */
function proratedCents(line: PsaAddition, agreement: PsaAgreement, date: string): number {
  const previous = invoiceDateMoved({ ...agreement, nextInvoiceDate: date }, -1);
  if (previous === null || line.effectiveDate <= previous || line.effectiveDate >= date) return 0;
  return Math.round((proratedAmounts(line, agreement)?.['extendedProratePrice'] ?? 0) * 100);
}
