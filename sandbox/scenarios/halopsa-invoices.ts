import { laterThan } from '../halopsa/documents.ts';
import type { HaloInvoice, HaloPsaScenario } from '../halopsa/scenario.ts';
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
    invoice.nextCreationDate = addMonths(invoice.nextCreationDate, months);
    invoice.lastModified = laterThan(invoice.lastModified, now);
    for (const line of invoice.lines) {
      if (line.quantityType === 0)
        line.qtyOrder += line.proRata.reduce((sum, { quantity }) => sum + quantity, 0);
      line.proRata = [];
    }
  }
}
