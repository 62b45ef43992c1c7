import type { BookedChange, PsaLine } from '../../domain/psa-facts.ts';
import { decimal, decimalText, type Day } from '../../domain/quantity.ts';
import type { Contract, ContractService } from './records.ts';
import { rowInForce, type UnitRow } from './units.ts';

/** Units of one line, as far as they were read. */
export interface UnitsRead {
  readonly rows: readonly UnitRow[];
  readonly booked: readonly BookedChange[];
}

/**
 * A line with the units in force on the day on which a change would land, changes that are booked for it included. One
 * that has none by then begins later.
 *
 * @param on the day on which a change would land
 */
export function serviceLine(
  line: ContractService,
  contract: Contract,
  units: UnitsRead,
  { on, today }: { readonly on: Day; readonly today: Day },
): PsaLine {
  const { rows } = units;
  const inForce = rowInForce(rows, on);
  // Of a contract that has ended no row holds today: its lines have begun all the same.
  const isOver = contract.endDate !== null && contract.endDate < today;
  const begins = line.marker === undefined ? null : beginsLater(units, today);
  return {
    id: line.id,
    agreementId: line.contractId,
    productId: line.serviceId,
    productIdentifier: null,
    description: line.description,
    quantity:
      begins !== null && begins.day > on
        ? begins.quantity
        : inForce === null
          ? null
          : decimalText(decimal(inForce.units)),
    lessIncluded: '0',
    unitPrice: line.unitPrice,
    ...(line.unitCost === null ? {} : { unitCost: line.unitCost }),
    billable: true,
    billCustomer: null,
    effectiveDate:
      begins?.day ??
      (inForce === null && !isOver ? (firstDay(rows) ?? contract.startDate) : contract.startDate),
    cancelledDate: null,
    status: null,
    lastUpdated: null,
    ...(line.marker === undefined ? {} : { marker: line.marker }),
  };
}

/**
 * With its first units a line begins that Seatwise created, since a service is created without any; null: it has units
 * today, or none are known.
 */
function beginsLater({ rows, booked }: UnitsRead, today: Day): BookedChange | null {
  if (hasUnits(rowInForce(rows, today))) return null;
  const later = [
    ...rows.filter(hasUnits).map(({ startDate, units }) => ({ day: startDate, quantity: units })),
    ...booked.filter(({ quantity }) => !decimal(quantity).isZero()),
  ].filter(({ day }) => day > today);
  return later.reduce<BookedChange | null>(
    (first, one) => (first === null || one.day < first.day ? one : first),
    null,
  );
}

export const hasUnits = (row: UnitRow | null): boolean => row !== null && !decimal(row.units).isZero();

export const firstDay = (rows: readonly UnitRow[]): Day | null =>
  rows.map(({ startDate }) => startDate).sort()[0] ?? null;
