import type { ConnectWiseScenario, PsaAddition, PsaAgreement, PsaInvoice } from '../scenario.ts';
import { invoiceDateMoved, isInvoiced } from './billing-cycles.ts';

type Billed = Pick<ConnectWiseScenario, 'companies' | 'agreements' | 'additions'>;

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
  { agreements, companies }: Billed,
  agreement: PsaAgreement,
  date: string,
  id: number,
  linesOf: (agreementId: number) => readonly PsaAddition[],
): PsaInvoice {
  const children = agreement.nextInvoiceDate === null ? [] : childrenOf(agreements, agreement);
  const lines = [agreement, ...children].flatMap((one) => linesOf(one.id));
  return {
    id,
    invoiceNumber: `INV-${id}`,
    type: 'Agreement',
    date,
    agreement: { id: agreement.id, name: agreement.name },
    company: agreement.company,
    subtotal: lines.reduce((sum, line) => sum + billedCents(line, date), 0) / 100,
    agreementAmount: 0,
    currency:
      agreement.currency ??
      companies.find((company) => company.id === agreement.company.id)?.currency ??
      'USD',
  };
}

const childrenOf = (agreements: readonly PsaAgreement[], { id }: PsaAgreement): readonly PsaAgreement[] =>
  agreements.filter(
    (one) => one.parentAgreement?.id === id && one.nextInvoiceDate === null && isInvoiced(one),
  );

function billedCents(line: PsaAddition, date: string): number {
  const { quantity, lessIncluded, unitPrice, billCustomer, effectiveDate, cancelledDate } = line;
  const isLive = effectiveDate <= date && (cancelledDate === null || cancelledDate > date);
  if (!isLive || billCustomer !== 'Billable' || quantity === null || unitPrice === null) return 0;
  return Math.round(Math.max(0, quantity - (lessIncluded ?? 0)) * unitPrice * 100);
}
