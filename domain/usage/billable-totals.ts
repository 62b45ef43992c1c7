import { type Message, message } from '../../messages/message.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import { decimal } from '../quantity.ts';
import { sumByStatus } from '../seats.ts';
import { type AccountSource, billableOf, type ComposedLine } from './composition.ts';
import type { BillableTotals } from './sums.ts';

/** What these lines add to the totals of billable units (RULES 12). */
export function billableSums(lines: readonly ComposedLine[]): BillableTotals {
  const sums = { seats: 0, less: 0, more: 0, units: 0, notRead: 0 };
  for (const line of lines) {
    const units = billableOf(line);
    const seats = line.accounts.reduce((sum, account) => sum + (countedSeats(account) ?? 0), 0);
    if (line.notRead !== null || units === null) {
      sums.notRead += seats;
      continue;
    }
    sums.seats += seats;
    sums.units += units;
    sums.less += Math.max(0, seats - units);
    sums.more += Math.max(0, units - seats);
  }
  return sums;
}

/** Null: its newest read was not complete. */
const countedSeats = ({ newestRead, seats }: AccountSource): number | null =>
  newestRead?.outcome === 'counted' ? seats : null;

/** Units against what each rule makes of the seats, and against the variance; seats are compared as such. */
export const billableMismatches = (lines: readonly ComposedLine[]): readonly Message[] =>
  lines.filter((line) => !isAsRuled(line) || !isVaried(line)).map(named);

function isAsRuled({ accounts, rule }: ComposedLine): boolean {
  if (rule?.applied == null || rule.applied.units === null) return true;
  return billableUnits(sumByStatus(accounts), rule.applied.terms, rule.day).units === rule.applied.units;
}

/** Billable units and free ones beside them less what the PSA bills. */
function isVaried(line: ComposedLine): boolean {
  const { variance, psaQuantity, includedBeside } = line;
  const units = billableOf(line);
  if (variance === null || psaQuantity === null || units === null) return variance === null;
  return decimal(includedBeside).plus(units).minus(psaQuantity).equals(variance);
}

const named = ({ companyId, accountId }: ComposedLine): Message =>
  companyId === null
    ? message('usage.totals.billable-of-account', { account: accountId ?? '' })
    : message('usage.totals.billable-of-company', { customer: companyId });
