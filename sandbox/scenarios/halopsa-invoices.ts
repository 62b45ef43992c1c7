import { laterThan } from '../halopsa/documents.ts';
import type { HaloCreatedInvoice, HaloInvoice, HaloLine, HaloPsaScenario } from '../halopsa/scenario.ts';
import { addMonths, dayIn } from './days.ts';

/** Months of each period (halopsa.md 5.1); weekly ones are not part of any scenario. */
const monthsOf: Readonly<Record<number, number>> = { 2: 1, 3: 12, 4: 3, 5: 6, 7: 36, 8: 24, 9: 48 };

const zone = 'America/Chicago';

/** Which templates the next billing run takes: all that are due on the earliest day to come. */
function dueNext({ invoices }: HaloPsaScenario, now: Date): HaloInvoice[] {
  const today = dayIn(zone, now);
  const active = invoices.filter(({ disabled }) => !disabled);
  const days = active.flatMap(({ nextCreationDate }) => nextCreationDate ?? []).filter((day) => day >= today);
  const runDay = days.sort()[0];
  if (runDay === undefined) return [];
  return active.filter(({ nextCreationDate }) => nextCreationDate !== null && nextCreationDate <= runDay);
}

const firstId = 80_001;
const nextId = (created: readonly HaloCreatedInvoice[]): number => (created.at(-1)?.id ?? firstId - 1) + 1;

/** The newest invoice of each template, as its lines stood. */
export function newestHaloInvoices(invoices: readonly HaloInvoice[]): HaloCreatedInvoice[] {
  return invoices
    .flatMap((invoice) => {
      const months = monthsOf[invoice.period];
      if (invoice.disabled || months === undefined || invoice.nextCreationDate === null) return [];
      const date = addMonths(invoice.nextCreationDate, -months);
      return date < (invoice.startDate ?? date) ? [] : [{ invoice, date }];
    })
    .map(({ invoice, date }, nth) => createdInvoice(invoice, date, firstId + nth, 'billed'));
}

function createdInvoice(
  invoice: HaloInvoice,
  date: string,
  id: number,
  endDay: HaloPsaScenario['switches']['endDay'],
): HaloCreatedInvoice {
  const isOver = (day: string): boolean => (endDay === 'not-billed' ? day <= date : day < date);
  const isBilled = ({ isInactive, startDate, endDate }: HaloLine): boolean =>
    !isInactive && (startDate ?? date) <= date && (endDate === null || !isOver(endDate));
  return {
    id,
    recurringInvoiceId: invoice.id,
    clientId: invoice.clientId,
    date,
    currency: invoice.currency ?? 'USD',
    voided: false,
    credits: 0,
    lines: invoice.lines.filter(isBilled).map((line) => ({
      id: line.id,
      recurringInvoiceLineId: line.id,
      itemId: line.itemId,
      quantity: billedUnits(line),
      unitPrice: line.unitPrice,
    })),
  };
}

/** What waits pro rata is added, and free units of a counted line are not billed (halopsa.md 5.2, 5.3). */
function billedUnits({ qtyOrder, quantityType, proRata }: HaloLine): number {
  return quantityType === 0 ? proRata.reduce((sum, { quantity }) => sum + quantity, qtyOrder) : qtyOrder;
}

/**
 * Makes invoices from these templates, else those of the next billing run: the day of the next one moves a period on,
 * and changes that waited for the invoice are part of their line from then on (halopsa.md 5.3).
 */
export function makeHaloInvoices(
  halopsa: HaloPsaScenario,
  ids: readonly number[] | undefined,
  now: Date,
): void {
  const chosen =
    ids === undefined ? dueNext(halopsa, now) : halopsa.invoices.filter(({ id }) => ids.includes(id));
  for (const invoice of chosen) {
    const months = monthsOf[invoice.period];
    if (invoice.disabled || months === undefined || invoice.nextCreationDate === null) continue;
    invoice.lastCreated = invoice.nextCreationDate;
    const created = (halopsa.created ??= []);
    created.push(createdInvoice(invoice, invoice.nextCreationDate, nextId(created), halopsa.switches.endDay));
    invoice.nextCreationDate = addMonths(invoice.nextCreationDate, months);
    invoice.lastModified = laterThan(invoice.lastModified, now);
    for (const line of invoice.lines) {
      if (line.quantityType === 0)
        line.qtyOrder += line.proRata.reduce((sum, { quantity }) => sum + quantity, 0);
      line.proRata = [];
    }
  }
}
