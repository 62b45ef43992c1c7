import type { PsaLine } from '../../domain/psa-facts.ts';
import { decimal, decimalText, type Day } from '../../domain/quantity.ts';
import type { Contract, ContractService } from './records.ts';
import { rowInForce, type UnitRow } from './units.ts';

/**
 * A line with the units in force on the day on which a change would land, changes that are booked for it included. One
 * that has none by then begins later.
 */
export function serviceLine(
  line: ContractService,
  contract: Contract,
  rows: readonly UnitRow[],
  day: Day,
): PsaLine {
  const own = rows.filter(({ lineId }) => lineId === line.id);
  const inForce = rowInForce(own, day);
  // Of a contract that has ended no row holds today: its lines have begun all the same.
  const isOver = contract.endDate !== null && contract.endDate < day;
  return {
    id: line.id,
    agreementId: line.contractId,
    productId: line.serviceId,
    productIdentifier: null,
    description: line.description,
    quantity: inForce === null ? null : decimalText(decimal(inForce.units)),
    lessIncluded: '0',
    unitPrice: line.unitPrice,
    ...(line.unitCost === null ? {} : { unitCost: line.unitCost }),
    billable: true,
    billCustomer: null,
    effectiveDate: inForce === null && !isOver ? (firstDay(own) ?? contract.startDate) : contract.startDate,
    cancelledDate: null,
    status: null,
    lastUpdated: null,
  };
}

export const firstDay = (rows: readonly UnitRow[]): Day | null =>
  rows.map(({ startDate }) => startDate).sort()[0] ?? null;
